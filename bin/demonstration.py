"""The demonstration company in a database of its own, served on a free port, and a browser."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds
DATABASE = "demonstration.sqlite3"
# The pictures and tests read plain English dates, and nothing may leave this machine.
BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def environment(database: Path) -> dict[str, str]:
    """What `make run` sets, with a database of its own."""
    return {
        **os.environ,
        "DEMO": "1",
        "SECRET_KEY": "a key for one throwaway server, which nobody else can reach at all",
        "DATABASE_URL": f"sqlite:///{database}",
        "UPLOADS_DIR": str(database.parent / "uploads"),
        "LOG_LEVEL": "ERROR",
    }


def manage(folder: Path, *command: str) -> None:
    """Run one of our commands on the database of a demonstration."""
    subprocess.run(  # noqa: S603 (our own manage.py)
        [sys.executable, "manage.py", *command],
        env=environment(folder / DATABASE), cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server with the demonstration loaded, and its worker.

    Both end with the block.
    """
    env = environment(folder / DATABASE)
    manage(folder, "migrate", "--verbosity=0")
    manage(folder, "load_demo")
    # The socket listens before gunicorn starts: whoever connects early simply waits.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "ox_worker", "--interval=0.2", "--verbosity=0"],
            env=env,
            cwd=ROOT,
        )
        server = subprocess.Popen(  # noqa: S603 (our own server)
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=2", "--threads=4",
             f"--bind=fd://{listening.fileno()}", "--log-level=error", "--no-control-socket"],
            env=env, cwd=ROOT, pass_fds=[listening.fileno()],
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            _wait_for(f"{address}/accounts/login/")
            yield address
        finally:
            for process in (server, worker):
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()  # noqa: S310 (our own server)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def browser_options() -> dict[str, Any]:
    """How to launch Chromium: the machine's own where it has one."""
    options: dict[str, Any] = {"args": BROWSER_ARGS}
    if own := shutil.which("chromium") or shutil.which("google-chrome"):
        options["executable_path"] = own
    return options
