"""Twelve processes that decide at the same instant. `python -m tests.races.racer WHO ID...`

What was sized as a fault is taken into the plan, all else is approved. Prints one JSON list:
what each process was told. Django is loaded once and then forked, so that the processes really
start together.
"""

import json
import multiprocessing
import sys

import django

django.setup()

from company.calendar import running_quarter  # noqa: E402
from company.models import Person  # noqa: E402 (needs Django set up)
from company.refusals import Refused  # noqa: E402
from escalations.models import Escalation  # noqa: E402
from escalations.take_into_plan import take_into_plan  # noqa: E402
from governance.approvals.actions import approve  # noqa: E402


def decide(escalation: Escalation, actor: Person) -> str:
    reason = "First come, first served."
    if escalation.latest_sizing.approach != "fault":
        approve(escalation=escalation, reason=reason, actor=actor)
        return "approved"
    take_into_plan(
        escalation=escalation,
        quarter=running_quarter(escalation.product),
        reason=reason,
        documented="The manual says so.",
        actor=actor,
    )
    return "planned"


def race(barrier, told, who: int, pk: int) -> None:
    said = "died"
    try:
        actor = Person.objects.get(pk=who)
        escalation = Escalation.objects.select_related("product").get(pk=pk)
        barrier.wait(timeout=60)
        said = decide(escalation, actor)
    except Refused as refused:
        said = refused.name
    finally:
        told.put(said)  # whatever happened, or the one who waits for it would wait for ever


def main(who: int, ids: list[int]) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(len(ids)), fork.SimpleQueue()
    racers = [fork.Process(target=race, args=(barrier, told, who, pk), daemon=True) for pk in ids]
    for racer in racers:
        racer.start()
    said = [told.get() for _ in racers]
    for racer in racers:
        racer.join()
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(pk) for pk in sys.argv[2:]])
