"""Say what goes out with a publication, what stays, and what was published."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.publication import COMMENTS, Redaction, RefusedApplication
from accession_cli.words.fields import field_words
from accession_cli.words.layout import Page, rows, visible, wrap

if TYPE_CHECKING:
    from accession_cli.actions.publication import PublicationPlan, Publications
    from accession_cli.gitstore.publication import LastRun
    from accession_cli.registry.publication import PublishedFiles
    from accession_cli.scheme.task import LawBasis

#: How many lines of one part are shown; the copy itself and the JSON have all of them.
MOST: Final = 20
_OUT: Final[Mapping[FileKind, str]] = {
    FileKind.SCHEME: N_("profile"),
    FileKind.AGENCIES: N_("list of agencies"),
    FileKind.SUBDISTRICTS: N_("list of subdistricts and communities"),
    FileKind.STATUTES: N_("table of laws"),
    FileKind.CALENDAR: N_("notices of holidays"),
    FileKind.AMENDMENTS: N_("amendments of the profile"),
    FileKind.TASK: N_("tasks, also those that have ended"),
    FileKind.EDITION: N_("frozen editions"),
}
_STAY: Final[Mapping[FileKind | None, str]] = {
    FileKind.APPLICATION: N_("applications, with their contacts and opinions"),
    FileKind.COMPLAINT: N_("complaints"),
    FileKind.EVALUATION: N_("evaluations"),
    FileKind.KEYS: N_("list of keys"),
    FileKind.EDITION: N_("frozen editions"),
    FileKind.VOCABULARY: N_("own words for questions"),
    FileKind.MAPPING: N_("ways of reading ledgers"),
    None: N_("other files of the registry"),
}


def plan_lines(plan: "PublicationPlan", columns: int | None) -> Iterator[str]:
    """What goes out and what stays, before the first publication or with --check."""
    copy = plan.files
    yield from rows(
        [
            (_("Register"), f"{plan.scheme.district}（{plan.scheme.code}）"),
            (_("Version"), f"{plan.tip.sha[:12]}，{plan.tip.when:%Y-%m-%d %H:%M}"),
            (_("Copy"), str(plan.folder)),
        ],
        columns,
        indent=0,
    )
    yield ""
    yield _("Goes out:")
    yield from rows(list(_out_rows(plan, copy)), columns)
    yield ""
    yield _("Stays here:")
    yield from rows(list(_stay_rows(copy)), columns)
    if copy.publication.refusals:
        yield ""
        yield _("Refused applications, of which only this goes out:")
        told = [_refusal_words(one) for one in copy.publication.refusals]
        yield from _listed(told, columns)
    if copy.publication.redacted:
        yield ""
        yield _("Taken out of files that go out:")
        yield from _listed(list(map(_redaction_words, copy.publication.redacted)), columns)
    if copy.publication.left_out:
        yield ""
        yield _("Left out, because they cannot be read:")
        yield from _listed(list(copy.publication.left_out), columns)


def _out_rows(plan: "PublicationPlan", copy: "PublishedFiles") -> Iterator[tuple[str, str]]:
    for kind, name in _OUT.items():
        count = copy.taken.get(kind, 0)
        if count:
            years = "、".join(map(str, plan.editions))
            yield _(name), years if kind is FileKind.EDITION else f"{count}"
    refusals = copy.publication.refusals
    if refusals is not None:
        yield _("refused applications"), f"{len(refusals)}"


def _stay_rows(copy: "PublishedFiles") -> Iterator[tuple[str, str]]:
    for kind, name in _STAY.items():
        count = copy.staying.get(kind, 0)
        if count:
            yield _(name), f"{count}"
    yield _("attachments, commit messages, names of clerks"), _("all")


def _listed(told: list[str], columns: int | None) -> Iterator[str]:
    for one in told[:MOST]:
        yield from wrap(visible(one), columns, first="  ", rest="    ")
    if len(told) > MOST:
        yield "  " + _("And so on: {count} in all.").format(count=len(told))


def _refusal_words(one: RefusedApplication) -> str:
    parts = (f"{one.date}", one.title, one.class_, one.agency, "、".join(map(_law, one.laws)))
    return "  ".join(part for part in parts if part)


def _law(cited: "LawBasis") -> str:
    version = f"（{cited.version}）" if cited.version else ""
    return f"《{cited.law}》{version}{cited.article or ''}"


def _redaction_words(one: Redaction) -> str:
    kind = "amendments" if one.file.startswith("amend") else "task"
    fields = (_("comments") if key == COMMENTS else field_words(key, kind) for key in one.fields)
    told = _(", ").join(fields)
    return f"{one.file}  {told}"


def plan_sentences(plan: "PublicationPlan") -> Iterator[str]:
    """How many commits it would take, and which editions have no commit of their own."""
    if not plan.due:
        yield _("All of it is published already.")
    elif plan.first:
        yield _(
            "Nothing has been published yet. Commits of the first publication: {count}."
        ).format(count=len(plan.due))
    else:
        yield _("Commits to be published: {count}.").format(count=len(plan.due))
    yield from _homeless(plan)


def _homeless(plan: "PublicationPlan") -> Iterator[str]:
    if plan.homeless:
        said = _(
            "The commit that these editions were made from is not in the history of {trunk}, so it"
            " cannot be published: {years}."
        )
        yield said.format(trunk=plan.trunk, years="、".join(map(str, plan.homeless)))


def done_sentences(done: "Publications") -> Iterator[str]:
    """What was published."""
    plan, told = done.plan, done.plan.files.publication
    if not done.made:
        yield _("All of it is published already.")
        return
    said = _("Published {commit} of {trunk} into {folder}; commits made there: {count}.")
    yield said.format(
        commit=plan.tip.sha[:12], trunk=plan.trunk, folder=plan.folder, count=len(done.made)
    )
    if told.redacted or told.left_out:
        said = _("Files with something taken out: {redacted}. Left out as unreadable: {left_out}.")
        yield said.format(redacted=len(told.redacted), left_out=len(told.left_out))
    if done.signed:
        yield _("Signed with the key of whoever publishes here.")
    yield from _homeless(plan)


def run_lines(run: "LastRun", page: Page) -> Iterator[str]:
    """That the last publication after a push failed, and why; told to whoever pushes next."""
    said = _("Taken; but what was pushed before could not be published ({began}): {words}")
    yield from wrap(visible(said.format(began=run.began, words=run.says)), page.columns)
    told = _("Tell whoever looks after the server: accession doctor -C with its folder.")
    yield from wrap(told, page.columns, first="→ ", rest="  ")


def plan_json(plan: "PublicationPlan") -> dict[str, Any]:
    """What would be published, for programs."""
    return {
        **_json(plan, "checked"),
        "first": plan.first,
        "commits": [
            {"commit": None, "trunk": one.commit.sha, "edition": one.year} for one in plan.due
        ],
    }


def done_json(done: "Publications") -> dict[str, Any]:
    """What was published, for programs."""
    years = {one.commit.sha: one.year for one in done.plan.due}
    return {
        **_json(done.plan, "published" if done.made else "unchanged"),
        "signed": done.signed,
        "commits": [
            {"commit": one.sha, "trunk": one.trunk, "edition": years.get(one.trunk)}
            for one in done.made
        ],
    }


def _json(plan: "PublicationPlan", status: str) -> dict[str, Any]:
    copy = plan.files
    told = copy.publication
    return {
        "version": 1,
        "status": status,
        "folder": str(plan.folder),
        "trunk": plan.tip.sha,
        "tasks": copy.taken.get(FileKind.TASK, 0),
        "editions": list(plan.editions),
        "homeless": list(plan.homeless),
        "refusals": None if told.refusals is None else len(told.refusals),
        "redacted": [{"file": one.file, "fields": list(one.fields)} for one in told.redacted],
        "left_out": list(told.left_out),
        "staying": {kind or "other": copy.staying[kind] for kind in _STAY if kind in copy.staying},
    }
