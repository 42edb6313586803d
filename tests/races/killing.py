"""One process approves in a loop and is killed with SIGKILL at a random instant, N times.

`python -m tests.races.killing N WHO`. Prints JSON: how often it was killed in the middle of
an approval, and every fault that was found afterwards. Django is loaded once; each round
forks a fresh process, which opens a connection of its own.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Iterator

import django

django.setup()

from django.db import connections, transaction  # noqa: E402 (needs Django set up)

from company.models import Person, Product  # noqa: E402
from escalations.models import Displacement, Escalation, Part  # noqa: E402
from governance.approvals.actions import approve  # noqa: E402
from governance.models import Decision  # noqa: E402
from ledger import chain  # noqa: E402
from portfolio.models import Line  # noqa: E402

BEGUN, DONE = b"b", b"d"


def approve_on_and_on(who: int, pipe: int) -> None:
    """Until somebody kills this process, or nothing is left to approve."""
    actor = Person.objects.get(pk=who)
    for it in Escalation.objects.filter(state="proposed").select_related("product"):
        os.write(pipe, BEGUN)
        approve(escalation=it, reason="On and on.", actor=actor)
        os.write(pipe, DONE)


def one_round(who: int, longest: float) -> bytes:
    """Kill the process within `longest` seconds of an approval. What it said before it died."""
    connections.close_all()
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        approve_on_and_on(who, say)
        os._exit(0)
    os.close(say)
    heard = os.read(hear, 1)
    # Not a wait for something to happen: the instant of the kill is what is random.
    time.sleep(random.uniform(0, longest))  # noqa: S311
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while select.select([hear], [], [], 0)[0] and (more := os.read(hear, 4096)):
        heard += more
    os.close(hear)
    return heard


def half_made(product: Product) -> Iterator[str]:
    """Escalations of which an approval left a part behind but not the whole."""
    with transaction.atomic():
        chain.lock(product)  # whatever the killed process had committed is visible now
        approved = set(_ids(Escalation.objects.filter(state="approved"), "pk"))
        entries = [chain.data_of(e) for e in product.ledger_entries.filter(kind="approved")]
        lines = Line.objects.filter(item__escalation__isnull=False, weeks=1)
        for what, found in {
            "decisions": _ids(Decision.objects, "escalation"),
            "parts": _ids(Part.objects.filter(weeks=1), "escalation"),
            "displacements": _ids(Displacement.objects.filter(weeks=1), "escalation"),
            "lines": _ids(lines, "item__escalation"),
            "ledger entries": [entry["escalation"] for entry in entries],
        }.items():
            if sorted(found) != sorted(approved):
                yield f"{what}: {sorted(found)}, approved: {sorted(approved)}"


def _ids(rows, path: str) -> list[int]:
    return list(rows.values_list(path, flat=True))


def main(rounds: int, who: int) -> None:
    product = Product.objects.get(slug="skylark")
    actor, it = Person.objects.get(pk=who), Escalation.objects.filter(state="proposed")
    # The first one also loads what a process loads once: the second is timed.
    for _ in range(2):
        began = time.monotonic()
        approve(escalation=it.select_related("product")[0], reason="To time one.", actor=actor)
    takes = time.monotonic() - began
    in_the_middle, faults = 0, []
    for _ in range(rounds):
        heard = one_round(who, longest=2 * takes)
        in_the_middle += heard.endswith(BEGUN)
        faults += half_made(product)
    sys.stdout.write(json.dumps({"in_the_middle": in_the_middle, "faults": faults}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
