"""Judging, after a special was delivered, what was claimed and what product argued."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from company import clock, histories
from company.access import holds
from company.models import Person
from company.refusals import Malformed
from company.roles import PRODUCT, SALES
from escalations.models import Claim, Escalation, Judgement, Proposal
from escalations.transitions import begin_transition, finish_transition
from portfolio.as_of import AsOf

Side = Judgement.Side


@transaction.atomic
def judge(
    *,
    escalation: Escalation,
    claims: Mapping[int, bool],
    position: bool | None = None,
    actor: Person | None,
) -> Escalation:
    """Say which claims came true, by claim id, and whether product's position did.

    Raises as `begin_transition` does, and Malformed for an unknown claim, a position nobody took,
    or where nothing is judged.
    """
    fresh = begin_transition(escalation, "judge", actor)
    if not claims and position is None:
        raise Malformed(claims="Say of one claim at least, or of the position, what came true.")
    now = clock.now()
    write_judgements(fresh, claims, position, actor, now)
    return finish_transition(fresh, "judge", actor, _told(fresh, claims, position, actor), now)


def write_judgements(
    escalation: Escalation,
    claims: Mapping[int, bool],
    position: bool | None,
    actor: Person | None,
    at: datetime,
) -> None:
    """Keep the actor's verdicts for their side. Call it under the product's lock.

    Raises Malformed.
    """
    for pk, is_true in claims.items():
        claim = Claim.objects.filter(escalation=escalation, pk=pk).first()
        if claim is None:
            raise Malformed(claims=f"This escalation has no claim {pk}.")
        _say(escalation, {"claim": claim}, side_on_claims(actor, escalation), is_true, actor, at)
    if position is not None:
        proposal = escalation.latest_proposal
        if proposal is None or not proposal.position:
            raise Malformed(position="Product took no position on it.")
        side = side_on_position(actor, escalation)
        _say(escalation, {"proposal": proposal}, side, position, actor, at)


def _say(
    escalation: Escalation,
    judged: Mapping[str, Claim | Proposal],
    side: Side,
    is_true: bool,
    actor: Person | None,
    at: datetime,
) -> None:
    """Keep one side's verdict on a claim or a position; its former one stays in the history."""
    judgement = Judgement.objects.filter(**judged, side=side).first()
    judgement = judgement or Judgement(product=escalation.product, side=side, **judged)
    judgement.is_true, judgement.by, judgement.at = is_true, actor, at
    histories.save(judgement, actor=actor)


def side_on_claims(actor: Person | None, escalation: Escalation) -> Side:
    """Product judges claims; whoever is no product manager states sales' view."""
    is_judge = actor is None or holds(actor, escalation.product_id, PRODUCT)
    return Side.PRODUCT if is_judge else Side.SALES


def side_on_position(actor: Person | None, escalation: Escalation) -> Side:
    """Sales judge the position; whoever is not of sales states product's view."""
    is_judge = actor is None or holds(actor, escalation.product_id, SALES)
    return Side.SALES if is_judge else Side.PRODUCT


def _told(
    escalation: Escalation, claims: Mapping[int, bool], position: bool | None, actor: Person | None
) -> str:
    sentences = []
    if claims:
        side = side_on_claims(actor, escalation).label
        sentences.append(f"{side}: {sum(claims.values())} of {len(claims)} claims came true.")
    if position is not None:
        side = side_on_position(actor, escalation).label
        sentences.append(f"{side}: product's position was {'right' if position else 'not right'}.")
    return " ".join(sentences)


def claims_come_true(as_of: AsOf, since: datetime | None = None) -> dict[str, tuple[int, int]]:
    """By kind of claim: (came true, judged), as of the instant, in one query (DESIGN 4.8).

    Counted is what product judged, since `since` if given, unless sales disagree.
    """
    said = as_of.rows(Judgement).filter(as_of.until(), claim__isnull=False)
    of_sales = said.filter(claim=OuterRef("claim"), side=Side.SALES)
    rows = said.filter(~Exists(of_sales.exclude(is_true=OuterRef("is_true"))), side=Side.PRODUCT)
    if since is not None:
        rows = rows.filter(at__gte=since)
    counted = (
        rows.order_by()
        .values("claim__kind")
        .annotate(true=Count("pk", filter=Q(is_true=True)), judged=Count("pk"))
    )
    return {row["claim__kind"]: (row["true"], row["judged"]) for row in counted}
