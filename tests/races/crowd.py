"""Many proposed specials at once: copies of one that the actions made, row by row."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from company import histories
from escalations.models import (
    Confirmation,
    DisplacedCustomer,
    Displacement,
    Escalation,
    Part,
    Proposal,
    ProposedRow,
    SizedPart,
    Sizing,
)
from escalations.states import State
from governance.models import Decision
from ledger import chain
from portfolio.items.actions import special_item
from portfolio.models import Plan
from tests.conftest import rewrite
from tests.scenes import Scene

WEEK = Decimal("1.00")


def make_crowd(scene: Scene, count: int, faults: int = 0) -> list[Escalation]:
    """Confirmed, proposed, each asking for one week and displacing one of the first item.

    The first `faults` of them are sized as faults in the standard product.
    """
    now, cast = timezone.now(), scene.cast
    crowd = histories.create(
        (
            Escalation(
                product=scene.product,
                customer=scene.customer,
                item=special_item(
                    product=scene.product, title=f"Special {n}", customer=None, actor=None
                ),
                title=f"Special {n}",
                problem="Visitors queue at the door.",
                needed_by=now.date(),
                state=State.PROPOSED,
                filed_by=cast.sales,
                filed_at=now,
            )
            for n in range(count)
        ),
        actor=None,
    )
    sizings = Sizing.objects.bulk_create(
        Sizing(
            escalation=it,
            low_weeks=WEEK,
            likely_weeks=WEEK,
            high_weeks=WEEK,
            approach="fault" if n < faults else "core",
            by=cast.engineering,
            at=now,
        )
        for n, it in enumerate(crowd)
    )
    written = [*sizings]
    written += SizedPart.objects.bulk_create(
        SizedPart(sizing=sizing, quarter=scene.quarter, weeks=WEEK) for sizing in sizings
    )
    written += Confirmation.objects.bulk_create(
        Confirmation(sizing=sizing, side=side, at=now)
        for sizing in sizings
        for side in Confirmation.Side.values
    )
    proposals = Proposal.objects.bulk_create(
        Proposal(sizing=sizing, position="It costs.", at=now) for sizing in sizings
    )
    written += proposals
    written += ProposedRow.objects.bulk_create(
        ProposedRow(
            proposal=proposal,
            quarter=scene.quarter,
            item=scene.items[0],
            weeks=WEEK,
            outcome="slips",
            to_quarter=scene.quarter.next,
        )
        for proposal in proposals
    )
    with transaction.atomic():
        chain.append(scene.product, "proposed", None, seals=written)
    return crowd


def approve_all(scene: Scene, crowd: list[Escalation]) -> None:
    """The rows that approvals leave, without the rules: for counting queries, not for books."""
    now = timezone.now()
    ids = [it.pk for it in crowd]
    rewrite(Escalation.objects.filter(pk__in=ids), state=State.APPROVED)
    plan = Plan.objects.get(product=scene.product, quarter=scene.quarter)
    Part.objects.bulk_create(
        Part(escalation=it, quarter=scene.quarter, weeks=WEEK, at=now) for it in crowd
    )
    Decision.objects.bulk_create(
        Decision(
            escalation=it,
            kind="approve",
            by=scene.cast.executive,
            at=now,
            reason="Yes.",
            weeks=WEEK,
        )
        for it in crowd
    )
    taken = Displacement.objects.bulk_create(
        Displacement(
            escalation=it,
            plan=plan,
            item=scene.items[0],
            weeks=WEEK,
            outcome="slips",
            to_quarter=scene.quarter.next,
            decided_at=now,
        )
        for it in crowd
    )
    DisplacedCustomer.objects.bulk_create(
        DisplacedCustomer(displacement=row, customer=scene.customer, arr=WEEK) for row in taken
    )
