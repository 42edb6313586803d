"""`make bench-pages`: every page and API answer, against a trivial signed-in page.

One product of ten years and one of twenty, each in its own database behind its own server. The
requests go round all pages of both in turns, so that whatever else the machine does falls on all
of them alike; each figure is a median. Only ratios of one run are worth comparing.

Each page is asked twice in a row: after something in its database changed, and after nothing did.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bin.bench.databases import ROOT, changing, databases, manage
from bin.bench.serving import Asker, server
from bin.bench.table import Row, print_table

FACTORS = (1, 2)
# Signed in, with the frame of every page and nothing of its own: "Sign out?".
TRIVIAL = "/accounts/logout/"
# A page that takes longer is asked less often, but never less than so many times.
SECONDS_A_PAGE, FEWEST = 15, 5


@dataclass
class Measured:
    """One product: its server, what its addresses are, and what each took so far."""

    factor: int
    asker: Asker
    change: Callable[[], None]
    addresses: dict[str, dict[str, Any]]
    others: list[dict[str, Any]]
    # Milliseconds: where nothing changed since the page was read last, and where something did.
    took: dict[str, list[float]] = field(default_factory=dict)
    took_anew: dict[str, list[float]] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)

    def ask(self, name: str) -> None:
        found = self.addresses[name]
        self.change()
        for times in (self.took_anew, self.took):
            took, self.size[name] = self.asker.ask(
                found["path"], found["role"], by_token=name.startswith("api:")
            )
            times.setdefault(name, []).append(took)

    def trivial(self) -> None:
        self.took.setdefault(TRIVIAL, []).append(
            self.asker.ask(TRIVIAL, "executive", by_token=False)[0]
        )

    def median(self, name: str) -> float:
        return statistics.median(self.took[name])

    def median_anew(self, name: str) -> float:
        return statistics.median(self.took_anew[name])

    def is_enough(self, name: str) -> bool:
        took = self.took_anew.get(name, [])
        return len(took) >= FEWEST and sum(took) > SECONDS_A_PAGE * 1000


def main(chosen: argparse.Namespace) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(delete=not chosen.keep)))
        urls = stack.enter_context(databases(len(FACTORS), folder, keep=chosen.keep))
        envs = [_environment(url, folder) for url in urls]
        seeded = [_seed(env, factor) for env, factor in zip(envs, FACTORS, strict=True)]
        looked = [_look(env, factor) for env, factor in zip(envs, FACTORS, strict=True)]
        measured = [
            _measured(
                factor,
                stack.enter_context(server(env)),
                stack.enter_context(changing(url)),
                found,
                chosen.only,
            )
            for factor, env, url, found in zip(FACTORS, envs, urls, looked, strict=True)
        ]
        _go_round(measured, chosen.rounds)
        if chosen.keep:
            say("kept: " + " ".join(urls))
    _tell(measured, seeded, [found["proofs"] for found in looked])


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _environment(url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DEMO": "1",
        "LOG_LEVEL": "ERROR",
        "SECURE_SSL_REDIRECT": "0",
        "SECRET_KEY": secrets.token_urlsafe(40),
        "UPLOADS_DIR": str(folder),
    }


def _seed(env: dict[str, str], factor: int) -> float:
    """Seconds it took."""
    manage(env, "migrate", "--verbosity=0")
    start = time.perf_counter()
    manage(env, "seed_scale", "--factor", str(factor), "--slug", "bench")
    return time.perf_counter() - start


def _look(env: dict[str, str], factor: int) -> dict[str, Any]:
    say(f"N = {factor}: looking at every address")
    told = subprocess.run(
        [sys.executable, "-m", "bin.bench.inside", "bench"],
        env=env,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(told.stdout))


def _measured(
    factor: int, port: int, change: Callable[[], None], found: dict[str, Any], only: str
) -> Measured:
    read = {a["name"]: a for a in found["addresses"] if a["status"] == 200 and only in a["name"]}
    others = [a for a in found["addresses"] if a["status"] != 200]
    asker = Asker(port, found["cookies"], found["tokens"])
    return Measured(factor, asker, change, read, others)


def _go_round(measured: list[Measured], rounds: int) -> None:
    """The first round warms up and does not count."""
    for n in range(rounds + 1):
        for name in measured[0].addresses:
            if all(one.is_enough(name) for one in measured):
                continue
            for one in measured:
                one.trivial()
                one.ask(name)
        if n == 0:
            for one in measured:
                one.took.clear()
                one.took_anew.clear()
        say(f"round {n} of {rounds}")


def _growth(one: list[float], two: list[float]) -> float:
    """Each pair was asked one after the other, so that what the machine did falls on both."""
    return statistics.median(later / now for now, later in zip(one, two, strict=True))


def _tell(measured: list[Measured], seeded: list[float], proofs: list[dict[str, float]]) -> None:
    one, two = measured
    trivial = one.median(TRIVIAL)
    say(f"\nA trivial signed-in page: {trivial:.1f} ms (N = 2: {two.median(TRIVIAL):.1f} ms).\n")
    print_table(
        Row(
            name=name,
            ms=one.median(name),
            ratio=one.median(name) / trivial,
            anew=one.median_anew(name) / trivial,
            growth=_growth(one.took_anew[name], two.took_anew[name]),
            queries=one.addresses[name]["queries"],
            queries_later=two.addresses[name]["queries"],
            kib=one.size[name] / 1024,
        )
        for name in one.addresses
    )
    for name in proofs[0]:
        say(f"{name}: {proofs[0][name]:.1f} s (N = 2: {proofs[1][name]:.1f} s)")
    say(f"seeding: {seeded[0]:.0f} s (N = 2: {seeded[1]:.0f} s)")
    redirects = [found["name"] for found in one.others if found["status"] == 302]
    say(f"only lead elsewhere: {', '.join(redirects)}")
    say(f"answer no GET: {sum(found['status'] == 405 for found in one.others)} addresses")
