"""A browser for the tests of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from page_examples import Reader

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless browser for all tests of a process."""
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED: the pages need {CHROMIUM}. Install it: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Reader]:
    """A reader, for whom no page may fail, ask for anything or break its own policy."""
    made = Reader(browser=chromium)
    yield made
    made.leaves()
    assert made.complaints == []
