"""Acts that conflict, two by two at the same instant. Reads and prints JSON.

`python -m tests.races.duel` reads a list of duels, each a list of acts: its name, who does it,
and on what, all by number. Each act has a process of its own, which waits for the other. What
each was told comes back in the same order. Django is loaded once and then forked.
"""

import json
import multiprocessing
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django

django.setup()

from company.calendar import running_quarter  # noqa: E402
from company.models import Person, Product  # noqa: E402 (needs Django set up)
from company.refusals import Refused  # noqa: E402
from escalations import actions  # noqa: E402
from escalations.displacements.rows import RowInput  # noqa: E402
from escalations.models import Escalation  # noqa: E402
from governance.approvals.actions import approve  # noqa: E402
from governance.approvals.reestimate import reestimate  # noqa: E402
from governance.baselines import agree_baseline  # noqa: E402
from governance.caps import set_cap  # noqa: E402
from portfolio.models import Item  # noqa: E402
from portfolio.plan.actions import LineInput, put_plan  # noqa: E402

WHY = "First come, first served, as ever."
type Act = Callable[..., object]


def asked(pk: int) -> Escalation:
    return Escalation.objects.select_related("product", "customer", "deal").get(pk=pk)


def approving(who: Person, pk: int) -> Act:
    it = asked(pk)
    return lambda: approve(escalation=it, reason=WHY, actor=who)


def swapping(who: Person, pk: int, out: int) -> Act:
    it, other = asked(pk), asked(out)
    return lambda: approve(escalation=it, swap_for=other, reason=WHY, actor=who)


def sizing_again(who: Person, pk: int, weeks: str) -> Act:
    it, likely = asked(pk), Decimal(weeks)
    return lambda: actions.size(
        escalation=it,
        parts={running_quarter(it.product): likely},
        low_weeks=likely,
        likely_weeks=likely,
        high_weeks=likely,
        approach="core",
        actor=who,
    )


def raising(who: Person, pk: int, weeks: str, item: int, more: str) -> Act:
    it, row = asked(pk), RowInput(Item.objects.get(pk=item), Decimal(more), "slips")
    return lambda: reestimate(
        escalation=it, weeks=Decimal(weeks), rows=[row], reason=WHY, actor=who
    )


def capping(who: Person, product: int, weeks: str) -> Act:
    found = Product.objects.get(pk=product)
    return lambda: set_cap(
        product=found, quarter=running_quarter(found), weeks=Decimal(weeks), reason=WHY, actor=who
    )


def agreeing(who: Person, product: int) -> Act:
    found = Product.objects.get(pk=product)
    return lambda: agree_baseline(
        product=found, quarter=running_quarter(found), reason=WHY, actor=who
    )


def planning(who: Person, product: int, capacity: str, lines: dict[str, str]) -> Act:
    """With no reason, which the plan needs once a cap would fall below what is held."""
    found = Product.objects.get(pk=product)
    wanted = [LineInput(Item.objects.get(pk=pk), Decimal(weeks)) for pk, weeks in lines.items()]
    return lambda: put_plan(
        product=found,
        quarter=running_quarter(found),
        capacity_weeks=Decimal(capacity),
        targets={},
        lines=wanted,
        actor=who,
    )


ACTS: dict[str, Callable[..., Act]] = {
    act.__name__: act
    for act in (approving, swapping, sizing_again, raising, capping, agreeing, planning)
}


def do(barrier: Any, told: Any, n: int, name: str, who: int, given: dict[str, Any]) -> None:
    said = "died"
    try:
        act = ACTS[name](Person.objects.get(pk=who), **given)
        barrier.wait(timeout=60)
        act()
        said = "done"
    except Refused as refused:
        said = refused.name
    finally:
        told.put((n, said))  # whatever happened, or the one who waits would wait for ever


def duel(acts: list[tuple[str, int, dict[str, Any]]]) -> list[str]:
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(len(acts)), fork.SimpleQueue()
    both = [
        fork.Process(target=do, args=(barrier, told, n, *act), daemon=True)
        for n, act in enumerate(acts)
    ]
    for one in both:
        one.start()
    said = dict(told.get() for _ in both)
    for one in both:
        one.join()
    return [said[n] for n in range(len(acts))]


if __name__ == "__main__":
    json.dump([duel(acts) for acts in json.load(sys.stdin)], sys.stdout)
