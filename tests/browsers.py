"""A browser for the tests of pages."""

import atexit
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from page_examples import Reader

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """One headless browser for all tests of a process, in whatever folders they stand."""
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED: the pages need {CHROMIUM}. Install it: make browser")
    return _started()


@cache
def _started() -> Browser:
    """The browser. Seen: each folder that asked for it began its own, and the second failed."""
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

    def end() -> None:
        browser.close()
        playwright.stop()

    atexit.register(end)
    return browser


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Reader]:
    """A reader, for whom no page may fail, ask for anything or break its own policy."""
    made = Reader(browser=chromium)
    yield made
    made.leaves()
    assert made.complaints == []
