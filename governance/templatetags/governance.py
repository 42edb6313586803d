"""Tags that show governance's numbers on pages of lower rooms, which cannot import it."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from company.access import may
from company.calendar import Quarter, quarter_of, running_quarter, today
from company.models import Person, Product
from company.templatetags.daylight import day, tenths
from company.texts import short_money
from company.units import ZERO, hundredths
from escalations.costing import COSTINGS
from escalations.forms.displacements import ProposedOffersForm
from escalations.full_cost import support_fee
from escalations.models import Claim, Commitment, Escalation, Review
from escalations.promise_answers import is_asked
from escalations.states import is_possible
from governance.approvals.check_data import proposed_check
from governance.approvals.impact import Impact, tried_out
from governance.approvals.verdicts import Verdicts
from governance.bands import Band
from governance.budget import budgets_of
from governance.budget_data import policy_of
from governance.capacity_effects import capacity_effects
from governance.changed_reasons import reason_changed
from governance.full_costs import cost_now
from governance.models import Decision
from governance.quota_relief import relief_of
from governance.report.facts import CommitmentRow, QuarterShare, Share
from governance.report.labels import LABELS
from governance.report.postponed_facts import NamedCustomer, PostponedRow
from governance.tour import stop
from governance.views.decide import decisions_for
from portfolio.customers.versions import releases_behind
from portfolio.effort.cost import rate_on
from portfolio.models import Baseline, Customer

if TYPE_CHECKING:
    from governance.report.sections import Report

register = template.Library()
MOST_AHEAD = 8
# So many customers are named in a sentence.
MOST_NAMED = 6


@register.inclusion_tag("governance/_plan_budget_numbers.html")
def plan_budget(product: Product, quarter: Quarter, person: Person) -> dict[str, Any]:
    """The cap of a plan's quarter and what is left of it."""
    return {
        "product": product,
        "quarter": quarter,
        "budget": budgets_of(product).budget(quarter),
        "may_set": may(person, product.pk, "set the cap"),
        "is_agreed": Baseline.objects.filter(plan__product=product, plan__quarter=quarter).exists(),
    }


@register.inclusion_tag("governance/_capacity_effect.html")
def capacity_effect(product: Product, proposed: Decimal) -> dict[str, Any]:
    """What the teams' proposed capacity would do to plans from the running quarter on."""
    return {"product": product, "effects": capacity_effects(product, proposed)}


@register.inclusion_tag("governance/_ahead.html")
def budgets_ahead(product: Product, quarters: Sequence[Quarter]) -> dict[str, Any]:
    """Each quarter's budget, and whether anybody planned it."""
    snapshot = budgets_of(product)
    budgets = [(snapshot.budget(quarter), quarter in snapshot.plans) for quarter in quarters]
    return {"product": product, "budgets": budgets}


@register.inclusion_tag("governance/_headroom.html")
def headroom_note(product: Product, needed_by: dt.date | None = None) -> dict[str, Any]:
    """Budgets of this quarter, the next and that of the day needed; and what a week costs."""
    snapshot = budgets_of(product)
    running = running_quarter(product)
    quarters = [running, running.next]
    if needed_by and running.next < (wanted := quarter_of(product, needed_by)):
        quarters.append(min(wanted, running.plus(MOST_AHEAD)))
    return {
        "product": product,
        "budgets": [snapshot.budget(quarter) for quarter in quarters],
        "rate": rate_on(product, today(product)),
    }


@register.simple_tag
def impact_of_form(form: ProposedOffersForm) -> Impact:
    """What the proposal would mean as its form is filled in."""
    return tried_out(form)


@register.inclusion_tag("governance/_tour.html", takes_context=True)
def tour(context: Context) -> dict[str, Any]:
    """The stop of the tour to show: on the home page until the tour is taken or skipped."""
    request, here = context.get("request"), context.get("here")
    if request is None or here is None or here.product is None:
        return {"stop": None}
    asked = request.GET.get("tour", "")
    number = int(asked) if re.fullmatch("[0-9]{1,4}", asked) else 0
    is_wanted = number or request.path == "/"
    if not is_wanted or getattr(request.user, "tour_done_at", True) is not None:
        return {"stop": None}
    at = stop(here.product, number or 1)
    return {"stop": at, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("governance/_promise_question.html", takes_context=True)
def promise_question(context: Context, product: Product, person: Person) -> dict[str, Any]:
    """The monthly question to sales VPs and executives, until they answer it."""
    asked = is_asked(product, person)
    still_open = Commitment.objects.open().filter(product=product)
    return {
        "is_asked": asked,
        "product": product,
        "count": still_open.count() if asked else 0,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("governance/_decisions.html")
def decisions_of(escalation: Escalation) -> dict[str, Any]:
    rows = Decision.objects.filter(escalation=escalation).select_related("by", "partner")
    return {"decisions": rows, "product": escalation.product}


@register.inclusion_tag("governance/_deciding.html")
def deciding(escalation: Escalation, person: Person) -> dict[str, Any]:
    """The decisions that this person may make now."""
    verdict = None
    if is_possible("approve", escalation.state):
        verdict = Verdicts(person, escalation.product).of(escalation, proposed_check(escalation))
    return {
        "escalation": escalation,
        "verdict": verdict,
        "reason": reason_changed(escalation) if escalation.is_underway else None,
        "steps": decisions_for(person, escalation),
    }


@register.inclusion_tag("governance/_cost_in_all.html")
def what_it_costs(escalation: Escalation, person: Person | None = None) -> dict[str, Any]:
    """Building and carrying it, and what is paid for it; `person` is shown where to say so."""
    it = cost_now(escalation)
    return {
        "escalation": escalation,
        "product": escalation.product,
        "it": it if it.is_said else None,
        "may_say": person is not None and may(person, escalation.product_id, COSTINGS.doing),
    }


@register.inclusion_tag("governance/_quota_relief.html")
def quota_relief(escalation: Escalation, person: Person) -> dict[str, Any]:
    """The relief of its won deal, for those who may see it; `it` is None for others."""
    return {"it": relief_of(escalation, person), "product": escalation.product}


@register.inclusion_tag("governance/_support_fee.html")
def support_fee_of(customer: Customer) -> dict[str, Any]:
    """The yearly fee that policy asks of a customer so many releases behind; None if it asks
    none.
    """
    base, behind = policy_of(customer.product).support_fee, releases_behind(customer)
    if base is None or behind is None:
        return {"fee": None}
    fee = support_fee(base, behind)
    facts = {"base": base, "behind": behind, "times": 2**behind}
    return {"fee": fee, "product": customer.product, **facts}


@register.simple_tag
def cost_of_weeks(escalation: Escalation, weeks: Any) -> Any:
    """Weeks at today's rate, in money; None where nobody has sized it."""
    if weeks is None or weeks == "":  # a template reads "" from a sizing that is not there
        return None
    return hundredths(weeks * rate_on(escalation.product, today(escalation.product)))


@register.inclusion_tag("governance/_bands.html")
def bands(band: Band | None) -> dict[str, Any]:
    """All five bands in their order, the present one marked."""
    return {"bands": list(Band), "here": band}


@register.filter
def points(change: Decimal) -> str:
    """A change in percentage points, with its sign."""
    return f"{change:+.1f} points"


@register.filter
def change_label(kind: str) -> str:
    """A change of section 7, as people read it."""
    return LABELS[kind]


@register.filter
def source_label(source: str) -> str:
    """Where something was promised, as people read it."""
    return Commitment.Source(source).label


@register.filter
def kind_label(kind: str) -> str:
    """A decision's kind, as people read it."""
    return str(Decision.Kind(kind).label)


@register.filter
def claim_label(kind: str) -> str:
    """What was claimed, as people read it."""
    return str(Claim.Kind(kind).label)


@register.filter
def way_label(said: str) -> str:
    """The state or the layer of an extension point, as people read it."""
    return said.replace("_", " ").capitalize()


@register.filter
def verdict_label(verdict: str) -> str:
    """What a review says becomes of a special, as people read it."""
    return str(Review.Verdict(verdict).label).lower()


@register.simple_tag
def named(customers: Sequence[NamedCustomer], product: str) -> str:
    """The customers' names, each linked: A, B and C; of many the first six, and how many more."""
    first = customers if len(customers) <= MOST_NAMED else customers[:MOST_NAMED]
    links = [
        format_html(
            '<a href="{}">{}</a>',
            reverse("plan:customer_detail", args=[product, one.customer]),
            one.name,
        )
        for one in first
    ]
    more = len(customers) - len(first)
    *before, last = [*links, f"{more} more"] if more else links
    said = format_html_join(", ", "{}", ((part,) for part in before))
    return format_html("{} and {}", said, last) if before else last


@register.simple_tag
def beside_cap(row: QuarterShare) -> str:
    """ "within", or by how many points over; from the rounded percents that stand beside it."""
    if row.share.share is None:
        return "\u2013"
    over = tenths(row.share.share) - tenths(row.cap_percent)
    return f"{over} points over" if over > 0 else "within"


@register.simple_tag
def who_waits(row: PostponedRow, report: "Report") -> str:
    """How many wait, their revenue and the first renewal ahead: "4 wait, EUR 1.2m, first 25
    Dec".
    """
    if not row.customers:
        return "Nobody is known to"
    count = len(row.customers)
    parts = [f"{count} wait{'s' if count == 1 else ''}"]
    if arr := sum((one.arr for one in row.customers), start=ZERO):
        parts.append(f"{report.currency} {short_money(arr)}")
    dates = [one.renewal_date for one in row.customers if one.renewal_date]
    if first := min((date for date in dates if date > report.as_at), default=None):
        parts.append(f"first {day(first)}")
    return ", ".join(parts)


@register.simple_tag
def late_promises(rows: Sequence[CommitmentRow]) -> int:
    """How many of these promises are late."""
    return sum(row.is_late for row in rows)


@register.simple_tag
def period(share: Share) -> str:
    """The query that lists the effort on specials behind a share."""
    asked = {"from": share.first, "to": share.last, "slice": "specials"}
    return f"?{urlencode(asked)}"


@register.filter
def figure_name(path: str) -> str:
    """The name of a fact in words: rows.actual_weeks is "actual weeks"."""
    return path.removeprefix("rows.").replace(".", ", ").replace("_", " ")


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pairs of column and cell."""
    return list(zip(columns, cells, strict=True))
