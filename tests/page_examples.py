"""An edition to ask questions of, and a browser's page that is asked."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

from accession_cli.actions.directory_building import edition
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Channel, Period, Scope, Task
from edition_examples import BASE_DATE, YEAR, filed_task, full_task, registry, retirement

FIRE, HEAT, NOISE, QUIET = "DL-2024-0001", "DL-2024-0002", "DL-2024-0003", "DL-2026-0001"

#: Ask as the form does, and tell what the page then says.
ASK = """query => {
  const one = id => document.getElementById(id), all = s => [...document.querySelectorAll(s)];
  one('query').value = query;
  one('form').dispatchEvent(new Event('submit', {cancelable: true}));
  const box = document.querySelector('.verdict');
  return {
    verdict: box ? box.className.split(' ')[1] : null,
    tasks: all('#answer .task .name a').map(a => a.getAttribute('href').slice(1)),
    choices: all('#answer .options .name a').map(a => a.textContent),
    head: box ? one('verdict').textContent : null,
    listed: all('#list a').map(a => a.getAttribute('href').slice(1).split('&')[0]),
    text: one('answer').textContent,
  };
}"""


def questions_registry(*more: Task) -> Registry:
    """Tasks in force, ended, followed and not begun; titles that are near one another."""
    follower = RecordId(prefix="DL", year=2026, serial=1)
    return registry(
        filed_task(1, title="居民消防安全宣传教育", channels=(Channel.COMMUNITY, Channel.GRID)),
        filed_task(2, title="独居老人冬季取暖走访", retirement=retirement(date(2026, 6, 1))),
        filed_task(
            3,
            title="夜间广场舞噪声登记",
            agency="shengtai",
            retirement=retirement(date(2026, 8, 15)),
            superseded_by=(follower,),
        ),
        filed_task(
            4,
            title="重点人群、行动不便老人关爱",
            period=Period(start=date(2024, 3, 11), end=date(2026, 5, 31)),
        ),
        filed_task(
            5,
            title="防火公约和防火检查",
            class_="社会治安和安全保卫",
            scope=Scope(subdistricts=("120110003",), communities=None),
        ),
        filed_task(6, title="传染病防治宣传", period=Period(start=date(2027, 1, 4), end=None)),
        full_task(),
        filed_task(
            1,
            year=2026,
            title="社会生活噪声劝阻调解",
            agency="shengtai",
            class_="生态环境和城市管理",
            channels=(Channel.GRID,),
            supersedes=(RecordId(prefix="DL", year=2024, serial=3),),
        ),
        *more,
    )


def edition_from(made: Registry, *, draft: bool = False) -> Edition:
    """The edition of 2026 at the end of the year."""
    return edition(
        made, year=YEAR, base_date=BASE_DATE, draft=draft, commit=None, tool_version="0.1.0"
    )


def written(made: Edition, folder: Path) -> str:
    """The address of the page of *made*, written to a file in *folder*."""
    path = folder / "目录.html"
    path.write_bytes(FORMATS["html"].render(made, Environment()).data)
    return path.as_uri()


@dataclass  # without slots: Playwright writes down its handlers in the object
class Reader:
    """Somebody with a browser. ``complaints`` gathers all that a sound page never does."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def opens(self, address: str, *, width: int = 1280, before: str = "", **more: Any) -> Page:
        """A fresh window at *address*; ``before`` is script that runs ahead of the page's own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, locale="zh-CN", **more
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda asked: self._request(asked.url))
        if before:
            page.add_init_script(before)
        page.goto(address)
        return page

    def leaves(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        if not url.startswith("file:"):
            self.complaints.append(f"request: {url}")


def ask(page: Page, query: str) -> dict[str, Any]:
    """What the page answers to *query*."""
    answer: dict[str, Any] = page.evaluate(ASK, query)
    return answer
