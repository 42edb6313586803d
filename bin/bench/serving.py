"""A real server for one database, and asking it over a connection that stays open."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


@contextmanager
def server(env: dict[str, str]) -> Iterator[int]:
    """gunicorn as `make run` starts it, on a free port; ended with the block."""
    port = _free_port()
    running = subprocess.Popen(  # noqa: S603 (ours)
        [
            ".venv/bin/gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            str(WORKERS),
            "--threads",
            "4",
            "--keep-alive",
            "120",
            "--timeout",
            "300",
            "--log-level",
            "warning",
        ],
        env=env,
        cwd=ROOT,
    )
    try:
        _await(running, port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(running: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        if running.poll() is not None:
            raise SystemExit("The server ended before it answered.")
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not answer within a minute.")


class Asker:
    """One kept connection; how long each answer took, whole, and how long it is."""

    def __init__(self, port: int, cookies: dict[str, str], tokens: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.cookies, self.tokens = cookies, tokens

    def ask(self, path: str, role: str, *, by_token: bool) -> tuple[float, int]:
        """Milliseconds and bytes. Anything but 200 ends the measurement."""
        headers = {"Cookie": f"sessionid={self.cookies[role]}"}
        if by_token:
            headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        start = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - start) * 1000
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{path} answers {answer.status} to {role}.")
        return took, len(body)
