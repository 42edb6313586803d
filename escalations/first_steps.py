"""The steps until the first report can be read, for whoever sets a product up.

The list ends with the first baseline, whatever was left out: a company without any special under
way has none to list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from company.access import Someone, is_administrator, may
from company.calendar import Quarter, running_quarter
from company.models import Membership, Product, Role
from escalations.models import Commitment, Escalation, PromiseAnswer
from escalations.states import State
from portfolio.models import Baseline, Line, Team, Waiting
from portfolio.sorting.built import Built

# Percent of past work that is sorted: from here on the range it gives is narrow enough.
ENOUGH_SORTED = Decimal(80)


@dataclass(frozen=True)
class FirstStep:
    """One step: its name and page, why or how far it is in a sentence, and whether it is done."""

    name: str
    url: str
    said: str
    is_done: bool


def first_steps(product: Product, person: Someone) -> list[FirstStep]:
    """The steps in their order; none after the first baseline, or for whoever cannot do them.

    Five queries at most, one where the list is over.
    """
    if not (may(person, product.pk, "plan") or is_administrator(person)):
        return []
    if Baseline.objects.filter(plan__product=product).exists():
        return []
    quarter = running_quarter(product)
    found = _found(product, quarter)
    return [_sorted(product), *_set_up(product, quarter, found), _agreed(product, quarter, found)]


def _found(product: Product, quarter: Quarter) -> Mapping[str, Any]:
    """By name, whether there is any of each; in one query."""
    waiting = Waiting.objects.open().filter(item__product=OuterRef("pk"))
    lines = Line.objects.filter(plan__product=OuterRef("pk"), plan__quarter__gte=quarter)
    asked = _of(Escalation.objects.exclude(state=State.DRAFT))
    answered = _of(PromiseAnswer.objects.filter(nothing_else=True))
    return (
        Product.objects.filter(pk=product.pk)
        .annotate(
            has_teams=Exists(_of(Team.objects.filter(kind=Team.Kind.CORE))),
            has_lines=Exists(lines),
            has_waiting=Exists(waiting),
            has_specials=Exists(asked),
            has_promises=Exists(_of(Commitment.objects.all())) | Exists(answered),
            has_executive=Exists(_of(Membership.objects.filter(role=Role.EXECUTIVE))),
        )
        .values()
        .get()
    )


def _of(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(product=OuterRef("pk"))


def _sorted(product: Product) -> FirstStep:
    built = Built.load(product)
    said = "An export of your issue tracker says how much of it was for one customer."
    if built.items:
        far = f"{built.sorted_count:,} of {len(built.items):,} sorted"
        said = f"{far}: between {built.lower:.1f}% and {built.upper:.1f}% was for one customer."
    url = reverse("plan:sort", args=[product.slug])
    is_done = bool(built.items) and built.sorted_share >= ENOUGH_SORTED
    return FirstStep("Sort what you built", url, said, is_done)


def _set_up(product: Product, quarter: Quarter, found: Mapping[str, Any]) -> list[FirstStep]:
    slug = product.slug
    file = reverse("imports:import_new", args=[slug])
    return [
        FirstStep(
            "Name the teams",
            reverse("plan:team_new", args=[slug]),
            "Their people and weeks are the capacity that a special takes from.",
            found["has_teams"],
        ),
        FirstStep(
            f"Plan {quarter.label}",
            reverse("plan:plan_edit", args=[slug, quarter]),
            "What the weeks are for, so that a special has something to push out.",
            found["has_lines"],
        ),
        FirstStep(
            "Say who waits",
            reverse("plan:item_list", args=[slug]),
            "On each item's page, or by a file: a special that pushes it out names them.",
            found["has_waiting"],
        ),
        FirstStep(
            "List the specials under way",
            file,
            "As a file, with what was approved and spent, or one by one. None is an answer too.",
            found["has_specials"],
        ),
        FirstStep(
            "List what was promised",
            reverse("escalations:commitment_list", args=[slug]),
            "In contracts, mails and talks: each with its customer and its day.",
            found["has_promises"],
        ),
    ]


def _agreed(product: Product, quarter: Quarter, found: Mapping[str, Any]) -> FirstStep:
    said = "An executive agrees it: from then on the cap holds, and the report can be read."
    if not found["has_executive"]:
        said = "Nobody is an executive here yet: an administrator gives the role, in set-up."
    url = reverse("plan:plan_detail", args=[product.slug, quarter])
    return FirstStep("Have the plan agreed", url, said, False)
