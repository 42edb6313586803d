"""Two acts that conflict at the same instant: one of them wins, whichever comes first.

Each may be fought several times, in a product each; which of the two wins is nobody's to say.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from company.calendar import running_quarter
from escalations.models import Displacement, Escalation
from governance.approvals.actions import approve
from governance.budget import budget_of
from governance.models import Cap, Decision
from portfolio.models import Baseline
from portfolio.plan.actions import LineInput, put_plan
from tests.conftest import Cast, make_cast, make_customer, make_item, make_product
from tests.makers import TARGETS
from tests.races.arena import headroom
from tests.sampling import rounds
from tests.scenes import Scene, bring, make_scene

ROUNDS = rounds(1, 4)
type Duel = list[tuple[str, int, dict]]


def scenes(cap: str = "5.00", lines: tuple[str, ...] = ("30", "20", "10")) -> Iterator[Scene]:
    """A product with its baseline for each round."""
    for n in range(ROUNDS):
        yield make_scene(make_cast(make_product(f"round-{n}")), cap, lines)


def planned() -> Iterator[Scene]:
    """The same before the baseline: 96.00 wk, of which the policy's 10% are 9.60."""
    for n in range(ROUNDS):
        cast = make_cast(make_product(f"round-{n}"))
        yield _planned(cast)


def _planned(cast: Cast) -> Scene:
    product, customer = cast.product, make_customer(cast.product)
    items = [make_item(product, "SSO audit log"), make_item(product, "Flaky tests", "quality")]
    quarter = running_quarter(product)
    put_plan(
        product=product,
        quarter=quarter,
        capacity_weeks=Decimal(96),
        targets=TARGETS,
        lines=[LineInput(item, Decimal(10)) for item in items],
        actor=cast.product_manager,
    )
    return Scene(cast, quarter, items, customer, None)


@dataclass
class Ring:
    """Fights the duels in processes of their own, and comes back with what each was told."""

    arena: object

    def fight(self, duels: list[Duel]) -> list[tuple[str, ...]]:
        self.arena.share()
        done = self.arena.run("-m", "tests.races.duel", said=json.dumps(duels))
        assert done.returncode == 0, done.stderr
        self.arena.come_back()
        call_command("verify_ledger", stdout=StringIO())
        call_command("check_books", stdout=StringIO())
        return [tuple(told) for told in json.loads(done.stdout)]


@pytest.fixture
def ring(arena):
    return Ring(arena)


def approving(scene: Scene, it: Escalation, role: str = "executive") -> tuple:
    return "approving", scene.cast.of(role).pk, {"pk": it.pk}


def of(scene: Scene, **states: str) -> int:
    return Escalation.objects.filter(product=scene.product, **states).count()


def test_an_approval_and_a_lowered_cap(ring):
    """3.00 wk under a cap of 5.00 that falls to 2.00: over it, or a breach that is published."""
    fought = [(scene, bring(scene, "proposed", "3.00")) for scene in scenes()]

    told = ring.fight(
        [
            [
                approving(scene, it),
                (
                    "capping",
                    scene.cast.executive.pk,
                    {"product": scene.product.pk, "weeks": "2.00"},
                ),
            ]
            for scene, it in fought
        ]
    )

    for (scene, _), said in zip(fought, told, strict=True):
        assert said in {("done", "done"), ("over-cap", "done")}
        was_first = said[0] == "done"
        assert headroom(scene) == Decimal("-1.00" if was_first else "2.00")
        cap = Cap.objects.filter(plan__product=scene.product).latest("pk")
        assert (cap.weeks, cap.is_breach) == (Decimal("2.00"), was_first)
        breaches = scene.product.ledger_entries.filter(kind="cap_breached").count()
        assert breaches == was_first
        # It was judged against the cap that stood when it was decided.
        judged = Decision.objects.filter(escalation__product=scene.product)
        assert [row.judged[str(scene.quarter)]["cap"] for row in judged] == ["5.00"] * was_first


def test_an_approval_and_a_sizing_that_voids_its_confirmations(ring):
    fought = [(scene, bring(scene, "proposed", "1.00")) for scene in scenes()]

    told = ring.fight(
        [
            [
                approving(scene, it),
                ("sizing_again", scene.cast.engineering.pk, {"pk": it.pk, "weeks": "4.00"}),
            ]
            for scene, it in fought
        ]
    )

    for (scene, it), said in zip(fought, told, strict=True):
        assert said in {("done", "wrong-state"), ("wrong-state", "done")}
        is_approved = said[0] == "done"
        it.refresh_from_db()
        assert it.state == ("approved" if is_approved else "sized")
        assert headroom(scene) == Decimal("4.00" if is_approved else "5.00")
        assert it.sizings.count() == (1 if is_approved else 2)
        assert it.approved_weeks == (1 if is_approved else 0)


def test_two_swaps_for_one_slot(ring):
    """Two slots are taken; two want in for the same one of them."""
    fought = []
    for scene in scenes():
        wishes = [bring(scene, "proposed", "1.00", title=f"Wish {n}") for n in range(4)]
        for it in wishes[:2]:
            approve(escalation=it, reason="Small.", actor=scene.cast.sales_vp)
        fought.append((scene, wishes[0], wishes[2:]))

    told = ring.fight(
        [
            [("swapping", scene.cast.sales_vp.pk, {"pk": it.pk, "out": first.pk}) for it in wanted]
            for scene, first, wanted in fought
        ]
    )

    for (scene, first, _), said in zip(fought, told, strict=True):
        assert said in {("done", "wrong-state"), ("wrong-state", "done")}
        first.refresh_from_db()
        assert first.state == "cancelled"
        assert (of(scene, state="approved"), of(scene, state="proposed")) == (2, 1)
        budget = budget_of(scene.product, scene.quarter)
        assert (budget.slots, budget.slots_used, budget.headroom_weeks) == (2, 2, Decimal("3.00"))


def test_an_approval_and_a_baseline(ring):
    """Before the baseline the cap follows the capacity; whoever comes first, the books balance."""
    fought = [(scene, bring(scene, "proposed", "3.00")) for scene in planned()]

    told = ring.fight(
        [
            [
                approving(scene, it),
                *[("agreeing", scene.cast.executive.pk, {"product": scene.product.pk})] * 2,
            ]
            for scene, it in fought
        ]
    )

    for (scene, _), said in zip(fought, told, strict=True):
        assert said in {
            ("done", "done", "already-baselined"),
            ("done", "already-baselined", "done"),
        }
        assert headroom(scene) == Decimal("6.60")
        (baseline,) = Baseline.objects.filter(plan__product=scene.product)
        # The special's line is in the baseline, or displaced weeks after it: never half.
        agreed = sorted(line.weeks for line in baseline.lines.all())
        assert agreed in ([10, 10], [3, 7, 10])


def test_an_approval_and_a_cut_of_the_capacity(ring):
    """5.00 wk under 10% of 96.00, which without a reason falls to 10% of 40.00."""
    fought = [(scene, bring(scene, "proposed", "5.00")) for scene in planned()]

    told = ring.fight(
        [
            [
                approving(scene, it),
                (
                    "planning",
                    scene.cast.product_manager.pk,
                    {
                        "product": scene.product.pk,
                        "capacity": "40.00",
                        "lines": {item.pk: "5.00" for item in scene.items},
                    },
                ),
            ]
            for scene, it in fought
        ]
    )

    for (scene, _), said in zip(fought, told, strict=True):
        assert said in {("done", "reason-missing"), ("over-cap", "done")}
        is_approved = said[0] == "done"
        budget = budget_of(scene.product, scene.quarter)
        assert (budget.capacity_weeks, budget.cap_weeks, budget.held_weeks) == (
            (Decimal(96), Decimal("9.60"), Decimal(5))
            if is_approved
            else (Decimal(40), Decimal("4.00"), Decimal(0))
        )


def test_an_approval_and_a_raise_for_the_last_headroom(ring):
    fought = [
        (scene, bring(scene, "approved", "4.00"), bring(scene, "proposed", "1.00"))
        for scene in scenes()
    ]

    told = ring.fight(
        [
            [
                approving(scene, it),
                (
                    "raising",
                    scene.cast.executive.pk,
                    {"pk": stands.pk, "weeks": "5.00", "item": scene.items[1].pk, "more": "1.00"},
                ),
            ]
            for scene, stands, it in fought
        ]
    )

    for (scene, stands, _), said in zip(fought, told, strict=True):
        assert said in {("done", "over-cap"), ("over-cap", "done")}
        assert headroom(scene) == 0
        stands.refresh_from_db()
        assert stands.approved_weeks == (4 if said[0] == "done" else 5)


def test_two_approvals_for_the_last_weeks_of_a_line(ring):
    """Each takes 3.00 of a line of 5.00, and the cap has room for both."""
    fought = [
        (scene, [bring(scene, "proposed", "3.00", title=f"Wish {n}") for n in range(2)])
        for scene in scenes(cap="20.00", lines=("5", "20", "10"))
    ]

    told = ring.fight([[approving(scene, it) for it in both] for scene, both in fought])

    for (scene, _), said in zip(fought, told, strict=True):
        assert sorted(said) == ["displacement-incomplete", "done"]
        assert headroom(scene) == 17
        (row,) = Displacement.objects.filter(escalation__product=scene.product)
        assert (row.item, row.weeks) == (scene.items[0], 3)
