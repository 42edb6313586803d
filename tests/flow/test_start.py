"""`make start` on a fresh machine: asked once, and never again."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from types import SimpleNamespace

import pytest

from tests.browserforms import form_of
from tests.portfolio.setup.test_start import TYPED
from tests.races.arena import ROOT

# It keeps a database of its own.
pytestmark = pytest.mark.any_database
PATIENCE = 240  # seconds, for a machine that has much else to do
GIVEN = ("SECRET_KEY", "DATABASE_URL", "DEMO", "DEBUG", "UPLOADS_DIR", "SITE_URL")


@contextlib.contextmanager
def started(folder):
    """The address of a server started there, and what it printed. Nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in GIVEN}
    printed = folder / "printed.txt"
    with printed.open("w") as out:
        process = subprocess.Popen(
            ["bin/start"],
            cwd=ROOT,
            env={**env, "DATA_DIR": str(folder / "data"), "PORT": str(port)},
            stdout=out,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address, printed.read_text()
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def _wait_for(address):
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=PATIENCE).close()  # noqa: S310 (our own server)
        except OSError:
            assert time.monotonic() < until, "it did not come up"
            time.sleep(0.2)
        else:
            return


class Browser:
    """Looks at pages and sends their forms, with cookies."""

    def __init__(self, address):
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.address, self.opener = address, urllib.request.build_opener(jar)

    def open(self, path, **typed):
        """The page that path leads to; its form is sent first where something is typed."""
        page = self._ask(path)
        if not typed:
            return page
        return self._ask(page.path, form_of(page, **typed), page.url)

    def _ask(self, path, fields=None, referer=""):
        data = fields and urllib.parse.urlencode(fields, doseq=True).encode()
        asked = urllib.request.Request(f"{self.address}{path}", data, {"Referer": referer})  # noqa: S310 (the same)
        try:
            answer = self.opener.open(asked, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            found = answer.read()
        path = answer.url.removeprefix(self.address)
        return SimpleNamespace(status=answer.status, path=path, url=answer.url, content=found)


def test_a_fresh_machine_is_asked_once(tmp_path):
    with started(tmp_path) as (address, printed):
        code = re.search("asks for this code: ([0-9a-f]{16})\n", printed)[1]
        first = Browser(address)
        assert first.open("/").path == "/start/"
        page = first.open("/start/", **{**TYPED, "code": code})
        assert (page.status, page.path) == (200, "/setup/products/kite/")
        assert first.open("/p/kite/plan/").status == 200

    key = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data" / "daylight.sqlite3").stat().st_mode) == 0o600
    kept = key.read_text()

    with started(tmp_path) as (address, printed):
        assert "code" not in printed
        again = Browser(address)
        assert again.open("/start/").status == 404
        typed = {"login": "ana@example.com", "password": TYPED["password"]}
        assert again.open("/accounts/login/", **typed).path == "/"
        assert again.open("/setup/products/kite/").status == 200
    assert key.read_text() == kept
