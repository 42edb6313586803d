"""python -m bin.screenshots: the pictures of the README, from the demonstration company."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from bin.demonstration import ROOT, browser_options, load, serve

PICTURES = ROOT / "docs" / "pictures"
WICKET = "/p/wicket"


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it. With `follow`, the page behind that link of it."""

    name: str
    person: str
    path: str
    follow: str = ""
    width: int = 1280
    height: int = 900
    theme: Literal["light", "dark"] = "light"


PICTURES_OF = [
    Picture("home", "Helen", "/"),
    Picture("plan", "Marit", f"{WICKET}/plan/"),
    Picture("escalation", "Helen", f"{WICKET}/queue/", "A lift that stops for judges only"),
    Picture("decide", "Helen", f"{WICKET}/queue/", "Decide A lift that stops for judges only"),
    Picture("report", "Helen", f"{WICKET}/report/"),
    Picture("report-dark", "Helen", f"{WICKET}/report/", theme="dark"),
    Picture("lookback", "Helen", f"{WICKET}/lookback/"),
    Picture("report-360", "Helen", f"{WICKET}/report/", width=360, height=740),
]


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder))
        take_all(Path(folder))


def take_all(folder: Path) -> None:
    with (
        serve(folder) as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(**browser_options()) as browser,
    ):
        for picture in PICTURES_OF:
            path = take(browser, address, picture)
            sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB\n")


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """The first screen of the page, still and without toasts."""
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        color_scheme=picture.theme,
        reduced_motion="reduce",
        viewport={"width": picture.width, "height": picture.height},
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name=picture.person).click()
    page.wait_for_url(f"{address}/")
    tour = page.get_by_text("Skip the tour")
    if tour.count():
        tour.first.click()
        page.wait_for_load_state("networkidle")
    page.goto(picture.path)
    if picture.follow:
        page.get_by_role("link", name=picture.follow, exact=True).click()
        page.wait_for_load_state()
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    return path


if __name__ == "__main__":
    main()
