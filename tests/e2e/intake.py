"""Bringing files in by the browser, in an empty product of one's own."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from bin.demonstration import ROOT

DATA = ROOT.parent / "shared" / "data"
PATIENCE = 120_000  # milliseconds that an import may take
type Counts = dict[str, tuple[int, int, int, int]]


class Intake:
    def __init__(self, page: Page, slug: str) -> None:
        self.page, self.slug = page, slug

    def send(self, name: str | Path) -> None:
        """Send a file of the public data, or of a whole path; the page that maps it opens."""
        self.page.goto(f"/p/{self.slug}/imports/new/")
        self.page.set_input_files("input[type=file]", DATA / name)
        self.page.get_by_role("button", name="Read the file").click()
        expect(self.page).to_have_url(re.compile("/map/$"), timeout=PATIENCE)

    def read_as(self, reading: str, *kinds: str) -> None:
        """Choose what the file holds, and the mapping that it is read by."""
        for box in self.page.locator("input[name=kinds][type=checkbox]").all():
            value = box.get_attribute("value")
            with self.page.expect_navigation() if box.is_checked() != (value in kinds) else _same():
                box.set_checked(value in kinds)
        if reading:
            with self.page.expect_navigation():
                self.page.get_by_label("Read it as").select_option(label=reading)

    def write_mapping(self, text: str) -> None:
        """Write the mapping as a text."""
        self.page.get_by_role("button", name="Edit the mapping as a text").click()
        self.page.get_by_label("Mapping (TOML)").fill(text)
        self.page.get_by_role("button", name="Read the file by it").click()
        expect(self.page).to_have_url(re.compile("/map/$"), timeout=PATIENCE)

    def try_it(self) -> Counts:
        self.page.get_by_role("button", name="Try it, change nothing").click()
        expect(self.page.get_by_role("heading", name="What importing would do")).to_be_visible(
            timeout=PATIENCE
        )
        return self.counts()

    def bring_in(self) -> Counts:
        """Import, from the page that maps or from the one that shows a trial."""
        self.page.get_by_role("button", name=re.compile("^Import ")).click()
        expect(self.page.get_by_role("heading", name="What came of it")).to_be_visible(
            timeout=PATIENCE
        )
        return self.counts()

    def undo(self) -> None:
        self.page.get_by_role("button", name="Undo this import").click()
        expect(self.page.get_by_role("status")).to_contain_text("everything is as it was")

    def counts(self) -> Counts:
        rows = self.page.get_by_role("region", name="Counts").locator("tbody tr").all()
        return {
            row.locator("th").inner_text().lower(): tuple(
                int(cell.replace(",", "")) for cell in row.locator("td").all_inner_texts()
            )
            for row in rows
        }


class _same:
    """Stands where no page is loaded."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...
