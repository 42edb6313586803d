"""A real server with the demonstration company, a real browser, and eyes on both.

Nothing here uses the database of the test process: `make e2e` runs apart.
"""

import fcntl
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from bin.demonstration import DATABASE, browser_options, load, serve
from tests import databases
from tests.e2e import backstage
from tests.e2e.intake import Intake

# Every page is looked at by two workers, half of them by each.
PAGES = ("pages 0", "pages 1")
# Milliseconds. What comes comes at once, and later on a busy machine: nothing waits this long.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
# A refused form answers 422, a late one 412: the browser writes both to its console as errors.
REFUSED = re.compile("status of 4(22|12)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first, beside the one story that needs no demonstration.

    While one worker loads the demonstration, the other has that to do.
    """
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if group is not None and group.args[0] in PAGES:
        return 2 * PAGES.index(group.args[0])
    return 1 if "test_first_month" in item.nodeid else len(PAGES) * 2


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """The demonstration as it was loaded, once for all workers; whoever serves it copies it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "pristine"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / DATABASE).exists():
            if databases.kept().exists():  # as `make test` left it; else it is migrated now
                shutil.copy(databases.kept(), folder / DATABASE)
            load(folder)
    return folder


@pytest.fixture(scope="session")
def folder(pristine, tmp_path_factory) -> Path:
    """Where this worker's demonstration stands."""
    return Path(shutil.copytree(pristine, tmp_path_factory.mktemp("demonstration") / "copy"))


@pytest.fixture(scope="session")
def beside(folder) -> Iterator[backstage.Backstage]:
    """Our own commands and actions, on the demonstration that this worker serves."""
    with backstage.opened(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def base_url(folder) -> Iterator[str]:
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict[str, Any]:
    return {**browser_type_launch_args, **browser_options()}


@pytest.fixture
def browser_context_args(browser_context_args, base_url) -> dict[str, Any]:
    """For each test anew: a session's would keep the address of whichever module came first."""
    mine = {"locale": "en-GB", "reduced_motion": "reduce", "base_url": base_url}
    return {**browser_context_args, **mine}


@dataclass
class Watch:
    """What must not happen in any browser: errors in its console, requests to elsewhere."""

    home: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.faults.append(f"a request left the machine: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            where = message.page.url if message.page else "?"
            self.faults.append(f"{where} console {message.type}: {message.text}")


@pytest.fixture
def watch(base_url) -> Iterator[Watch]:
    """Fails the test at its end with everything that was seen."""
    watching = Watch(base_url)
    yield watching
    assert not watching.faults, "\n".join(watching.faults)


@pytest.fixture
def visit(new_context, watch) -> Callable[..., Page]:
    """A page in a fresh browser, signed out. Takes the options of a browser context."""

    def make(**options: Any) -> Page:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        return context.new_page()

    return make


@pytest.fixture
def sign_in(visit) -> Callable[..., Page]:
    """A page signed in as one of the demonstration's people, by the one click they offer."""

    def make(first_name: str, **options: Any) -> Page:
        page = visit(**options)
        page.goto("/")
        page.get_by_role("button", name=first_name).click()
        page.get_by_role("link", name="Sign out").first.wait_for(state="attached")
        page.wait_for_load_state()  # from then on its scripts hear keys
        return page

    return make


@pytest.fixture
def intake(sign_in, beside, request):
    """Marit in an empty product of her own, ready to bring files in."""
    slug = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")
    slug = f"{slug[:30]}-{zlib.crc32(slug.encode()):x}"
    beside.manage("add_product", slug, f"House of {slug}")
    member = ["marit.solberg@gatehouse.example", f"--product={slug}", "--role=product_manager"]
    beside.manage("add_member", *member)
    return Intake(sign_in("Marit"), slug)
