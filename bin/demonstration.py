"""The demonstration company in a database of its own, served on a free port, and a browser."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
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


# Loading Django takes longer than most commands, so that several run in one process.
COMMANDS = """
import json, sys
from django.core.management import execute_from_command_line
for words in json.loads(sys.argv[1]):
    execute_from_command_line(["manage.py", *words])
"""


def manage(folder: Path, *commands: Sequence[str]) -> None:
    """Run these of our commands on the database of a demonstration, one after the other."""
    subprocess.run(  # noqa: S603 (our own commands)
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        env={**environment(folder / DATABASE), "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def load(folder: Path) -> None:
    """Make the database of a demonstration."""
    manage(folder, ["migrate", "--verbosity=0"], ["load_demo"])


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server with the demonstration loaded there, and its worker.

    Both end with the block.
    """
    env = environment(folder / DATABASE)
    # The socket listens before gunicorn starts: whoever connects early simply waits.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "ox_worker", "--interval=0.2", "--verbosity=0"],
            env=env,
            cwd=ROOT,
        )
        server = subprocess.Popen(  # noqa: S603 (our own server)
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--preload",  # Django is loaded once, and then forked
                "--workers=2",
                "--threads=4",
                f"--bind=fd://{listening.fileno()}",
                "--log-level=error",
                "--no-control-socket",
            ],
            env=env,
            cwd=ROOT,
            pass_fds=[listening.fileno()],
        )
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
