"""Tags that show escalations on pages, also on those of lower rooms."""

from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.template import Context
from django.utils.html import format_html

from company.access import Someone, may
from company.calendar import Quarter, bounds, quarter_of, today
from company.close_names import rows_called_nearly
from company.models import Product
from company.texts import number_in
from company.units import weeks_of
from escalations.after_all import special_after_all
from escalations.customer_record import CustomerRecord
from escalations.displacements.missed_again import missed_again
from escalations.estimates import estimate_history
from escalations.evidence import Evidence, evidence_for
from escalations.filing_for_items import filed_for
from escalations.first_steps import FirstStep, first_steps
from escalations.messages import judgement_sentence, lateness
from escalations.models import (
    Approach,
    Claim,
    Commitment,
    Displacement,
    Escalation,
    Join,
    Proposal,
    TakenIntoPlan,
)
from escalations.queries import with_spent
from escalations.ranking import place_of, ready
from escalations.sunsets import sunsets_near
from portfolio.as_of import AsOf
from portfolio.models import Customer, Item
from portfolio.plan.actions import is_special
from portfolio.stance.actions import stance_of

register = template.Library()


# Approaches that change what the product is for one customer.
CUSTOM = (Approach.CORE, Approach.EXTENSION_POINT)
DONE = {
    "file": "Asked for",
    "submit": "Handed to engineering",
    "size": "Sized",
    "confirm": "Confirmed",
    "propose": "Proposed",
    "send_back": "Sent back with a question",
    "answer": "Answered",
    "withdraw": "Withdrawn",
    "approve": "Approved",
    "reestimate": "Re-estimated",
    "take_into_plan": "Taken into the plan",
    "decline": "Declined",
    "defer": "Deferred",
    "redirect": "Redirected",
    "continue": "Continued, though its reason has changed",
    "start": "Started",
    "forecast": "Forecast again",
    "deliver": "Delivered",
    "confirm_total": "Confirmed its total",
    "cancel": "Cancelled",
    "review": "Reviewed",
    "judge": "Judged",
    "join": "Joined by another customer",
    "leave": "Left by a customer",
    "offload": "Said what would have done it",
    "retire": "Retired",
    "say_use": "Said who uses it",
    "say_deal": "Said what became of its deal",
}


@register.simple_tag
def steps_to_the_first_report(product: Product, person: Someone) -> list[FirstStep]:
    """What is still to be set up; nothing once a plan was agreed."""
    return first_steps(product, person)


@register.filter
def verb_done(verb: str) -> str:
    """What happened, as the story words it."""
    return DONE.get(verb, verb)


@register.filter
def late(escalation: Escalation) -> str:
    """How late its answer is today, in words; empty where it is not."""
    return lateness(escalation, today(escalation.product))


@register.filter
def judged(thing: Claim | Proposal) -> str:
    """What each side says of a claim or a position, and whether it counts."""
    return judgement_sentence(thing)


@register.inclusion_tag("escalations/_customer_escalations.html")
def customer_escalations(customer: Customer, person: Someone) -> dict[str, Any]:
    """What the customer asked for, by their own request or another's they joined; newest first."""
    joined = Join.objects.standing().filter(customer=customer).values("escalation")
    rows = with_spent(
        Escalation.objects.visible_to(person).filter(Q(customer=customer) | Q(pk__in=joined))
    ).select_related("product")
    return {"escalations": rows.order_by("-filed_at")[:50], "product": customer.product}


@register.inclusion_tag("escalations/_customer_record.html")
def customer_record(customer: Customer, person: Someone) -> dict[str, Any]:
    """What they got, what that costs a year, and what became of what was declined."""
    return {"record": CustomerRecord.load(customer, person), "product": customer.product}


@register.inclusion_tag("escalations/_record_line.html")
def record_line(escalation: Escalation, person: Someone) -> dict[str, Any]:
    """The record of a request's customer, in one line for whoever decides."""
    customer = escalation.customer
    record = CustomerRecord.load(customer, person) if customer else None
    return {"record": record, "product": escalation.product}


@register.inclusion_tag("escalations/_customer_commitments.html")
def customer_commitments(customer: Customer, person: Someone) -> dict[str, Any]:
    """What the customer was promised: open promises first, then those that ended last."""
    rows = Commitment.objects.filter(customer=customer)
    ended_on = Coalesce("kept_on", "broken_on")
    return {
        "commitments": rows.order_by(ended_on.desc(nulls_first=True), "due", "pk")[:50],
        "customer": customer,
        "product": customer.product,
        "may_keep": may(person, customer.product_id, "keep commitments"),
    }


@register.inclusion_tag("escalations/_escalation_commitments.html")
def escalation_commitments(escalation: Escalation, person: Someone) -> dict[str, Any]:
    """What the customer was promised with this request, the first due first."""
    return {
        "commitments": escalation.commitments.all(),
        "escalation": escalation,
        "product": escalation.product,
        "may_keep": may(person, escalation.product_id, "keep commitments"),
    }


@register.inclusion_tag("escalations/_escalations_found.html")
def escalations_found(product: Product, text: str, person: Someone) -> dict[str, Any]:
    """The first twenty escalations with these words in their title or their customer's name.

    Where there are none, those with nearly such titles.
    """
    named = Q(title__icontains=text) | Q(customer__name__icontains=text)
    rows = Escalation.objects.visible_to(person).filter(product=product).select_related("customer")
    found = list(rows.filter(named)[:20])
    near = [] if found else rows_called_nearly(rows, "title", text)
    return {"escalations": found, "near": near, "product": product, "text": text}


@register.inclusion_tag("escalations/_filed_for_item.html", takes_context=True)
def filed_for_item(context: Context, item: Item, product: Product) -> dict[str, Any]:
    """Whether core work for one customer was filed as a special, and the button that files it."""
    person = context["user"]
    is_for_one = item.customer is not None and not is_special(item)
    standing = filed_for(item, person) if is_for_one else None
    return {
        "item": item,
        "product": product,
        "is_for_one": is_for_one,
        "standing": standing,
        "may_file": is_for_one and not standing and may(person, product.pk, "file an escalation"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("escalations/_place.html")
def place_in_the_queue(escalation: Escalation, verb: str) -> dict[str, Any]:
    """Its place in the queue, and its neighbours with the same page of theirs."""
    return {
        "place": place_of(escalation),
        "product": escalation.product,
        "url_name": {"propose": "escalations:step_propose"}.get(verb, "governance:step_approve"),
    }


@register.inclusion_tag("escalations/_next_to_decide.html", takes_context=True)
def next_to_decide(context: Context, escalation: Escalation) -> dict[str, Any]:
    """The request that was next in the queue when this one was decided, as `?next=` names it."""
    asked = number_in(context["request"].GET.get("next"))
    found = None
    if asked is not None:
        found = ready(escalation.product).filter(pk=asked).only("pk", "title").first()
    return {"found": found, "product": escalation.product}


@register.inclusion_tag("escalations/_displaced_by.html")
def displaced_by(item: Item, product: Product) -> dict[str, Any]:
    """Every special that took weeks from the item, or that the reserve kept it out for."""
    rows = Displacement.objects.filter(Q(item=item) | Q(kept_out=item))
    related = rows.select_related("plan", "escalation__customer").prefetch_related("returns")
    return {
        "rows": related.order_by("-decided_at"),
        "product": product,
        "times_missed": missed_again(product, today(product), item.pk).get(item.pk, 0),
    }


@register.simple_tag
def forecast_said(escalation: Escalation) -> str:
    """The last forecast in all, and by how much it exceeds what was approved."""
    last = escalation.forecasts.last() if escalation.is_underway else None
    if last is None:
        return ""
    total = weeks_of(last.spent_minutes) + last.left_weeks
    over = total - escalation.approved_weeks
    beyond = f", {over} more than approved" if over > 0 else ""
    return format_html("<small>{} in all by the last forecast{}</small>", total, beyond)


@register.inclusion_tag("escalations/_later_answers.html")
def later_answers(escalation: Escalation) -> dict[str, Any]:
    """What was answered once time had passed, each with its day."""
    return {"answers": escalation.later_answers.select_related("by")}


@register.inclusion_tag("escalations/_sunsets_wanted.html")
def sunsets_wanted(product: Product) -> dict[str, Any]:
    """Specials whose sunset has come, or comes within 30 days."""
    return {"rows": sunsets_near(product).select_related("customer"), "product": product}


@register.inclusion_tag("escalations/_claims.html")
def claims_of(escalation: Escalation) -> dict[str, Any]:
    """Its claims, each with what is known about it."""
    return {"claims": evidence_for(escalation).claims}


@register.inclusion_tag("escalations/_way.html")
def way_of(escalation: Escalation) -> dict[str, Any]:
    """The approach it is sized with, and the customisation stance where it changes the product."""
    sizing = escalation.latest_sizing
    is_custom = sizing is not None and sizing.approach in CUSTOM
    stance = stance_of(escalation.product) if is_custom else None
    return {"sizing": sizing, "stance": stance, "product": escalation.product}


@register.simple_tag
def evidence_of(escalation: Escalation) -> Evidence:
    """What is known about its claims and what it resembles; one object for the whole page."""
    return evidence_for(escalation)


@register.inclusion_tag("escalations/_taken_into_plan.html")
def taken_into_plan(taken: TakenIntoPlan, product: Product) -> dict[str, Any]:
    """The item it became, and whether it turned out special after all."""
    is_planned = taken.approach == TakenIntoPlan.Approach.PLANNED_ITEM
    found = special_after_all(AsOf(product), [taken]) if is_planned else []
    return {"taken": taken, "product": product, "after_all": next(iter(found), None)}


@register.inclusion_tag("escalations/_estimates.html")
def estimates_of(product: Product, weeks: Decimal | None) -> dict[str, Any]:
    """How estimates held up so far, and these weeks times that."""
    history = estimate_history(product)
    return {
        "history": history,
        "weeks": weeks,
        "likely": history.likely_to_take(weeks) if weeks else None,
    }


@register.inclusion_tag("escalations/_ahead.html")
def escalations_ahead(product: Product, quarters: list[Quarter]) -> dict[str, Any]:
    """By quarter, what slipped into it and from where, and what was promised by its end."""
    open_rows = Displacement.objects.open().filter(
        plan__product=product, to_quarter__in=quarters, item__isnull=False
    )
    slipped: dict[Quarter, list[Displacement]] = {quarter: [] for quarter in quarters}
    for row in open_rows.select_related("item", "plan", "escalation"):
        if row.to_quarter:
            slipped[row.to_quarter].append(row)
    due: dict[Quarter, list[Commitment]] = {quarter: [] for quarter in quarters}
    first, after = bounds(product, quarters[0])[0], bounds(product, quarters[-1])[1]
    promised = Commitment.objects.open().filter(product=product, due__gte=first, due__lt=after)
    for promise in promised.select_related("customer"):
        due[quarter_of(product, promise.due)].append(promise)
    return {"product": product, "slipped": slipped.items(), "due": due.items()}
