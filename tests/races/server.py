"""Daylight served as it is served for real: gunicorn, four processes, on a free port."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.races.arena import ROOT, Arena

PROCESSES = 4
PATIENCE = 60  # seconds; a slow machine may take some to load Django


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    tag: str = ""


@dataclass(frozen=True)
class Server:
    port: int
    token: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        with contextlib.closing(line):
            line.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, sent)
            answer = line.getresponse()
            tag = answer.getheader("ETag", "")
            return Answer(answer.status, json.loads(answer.read()), tag)

    def send_at_once(self, requests: Sequence[dict[str, Any]]) -> list[Answer]:
        """All requests (POST, where they name no method) from threads that wait for one another."""
        barrier, answers = threading.Barrier(len(requests)), []

        def one(request: dict[str, Any]) -> None:
            barrier.wait(timeout=PATIENCE)
            answers.append(self.send(**{"method": "POST", **request}))

        threads = [threading.Thread(target=one, args=(request,)) for request in requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


@contextlib.contextmanager
def serve(arena: Arena, token: str) -> Iterator[Server]:
    """The socket listens before gunicorn starts: whoever connects early simply waits."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        gunicorn = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--preload",  # Django is loaded once, and then forked
                f"--workers={PROCESSES}",
                f"--bind=fd://{listening.fileno()}",
                "--log-level=warning",
                "--no-control-socket",
            ],
            env=arena.environment,
            cwd=ROOT,
            pass_fds=[listening.fileno()],
        )
        try:
            yield Server(listening.getsockname()[1], token)
        finally:
            gunicorn.terminate()
            try:
                gunicorn.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                gunicorn.kill()
                gunicorn.wait()
