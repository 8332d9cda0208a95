"""Draw the pictures of docs/pictures: pages of the sample's directory, and its page on a phone.

python tools/make_pictures.py    writes them anew; needs Chromium and poppler-utils (make pictures)
"""

import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import ViewportSize, sync_playwright

TOP: Final = Path(__file__).parents[1]
PICTURES: Final = TOP / "docs" / "pictures"
CHROMIUM: Final = Path("/usr/bin/chromium")
#: The year that is shown, pages of its PDF with the names of their pictures, and a question.
YEAR: Final = 2025
PAGES: Final = {"overview": 4, "cards": 9}
QUESTION: Final = "让我们给困难家庭核算收入"
_DOTS_AN_INCH: Final = 80
_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


def main() -> int:
    """Render the edition, and photograph it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "accession_cli", "render", str(YEAR)]
        subprocess.run(
            [*command, "--format", "pdf,html", "--out", str(folder)], cwd=TOP, check=True
        )
        for picture, page in PAGES.items():
            _draw(next(folder.glob("*.pdf")), page, PICTURES / picture)
        _photograph(next(folder.glob("*.html")), PICTURES)
    return 0


def _draw(pdf: Path, page: int, picture: Path) -> None:
    """Draw one page of *pdf*, in grey as it is printed."""
    one = ("-f", str(page), "-l", str(page), "-singlefile")
    how = ("-gray", "-r", str(_DOTS_AN_INCH), "-png")
    subprocess.run(["pdftoppm", *one, *how, str(pdf), str(picture)], check=True)


def _photograph(page: Path, pictures: Path) -> None:
    """The page on a phone, with the answer to a question."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone = browser.new_page(viewport=_PHONE, device_scale_factor=1)
        phone.goto(page.as_uri())
        phone.get_by_role("searchbox").or_(phone.get_by_role("textbox")).first.fill(QUESTION)
        phone.keyboard.press("Enter")
        phone.wait_for_timeout(500)
        phone.screenshot(path=pictures / "phone.png")
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main())
