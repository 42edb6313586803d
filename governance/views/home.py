"""Home: what waits for me, how the quarter stands, and who might not renew."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import may, person_of, products_of
from company.calendar import today
from company.models import Person, Product
from escalations.models import Escalation
from escalations.my_requests import my_requests
from governance.inbox import Errand, waiting_for_me
from governance.report.interrupts import interrupts
from governance.report.period import ReportPeriod
from governance.report.postponed import OpenDisplacements
from governance.report.slices import quarter_shares, share_of
from governance.report.specials import UNTITLED

MOST_AT_RISK = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first product one has, or the one asked for."""
    person = person_of(request)
    products = products_of(person)
    if not products:
        told = {"has_products": Product.objects.exists()}
        return render(request, "governance/home_empty.html", told)
    product, mine = _chosen(request, person, products)
    period = ReportPeriod.of(product, today(product))
    displaced = OpenDisplacements.load(period)
    filed = my_requests(person, product, [row.pk for row, _ in mine])
    others = [errand for errand in mine if errand[0].pk not in filed.shown]
    context = {
        "product": product,
        "mine": others,
        "waiting": len(others) + len(filed.shown),
        "filed": filed,
        "may_file": may(person, product.pk, "file an escalation"),
        "budget": period.snapshot.budget(period.quarter),
        "share": share_of(period, period.quarter_first, period.after),
        "interrupts": interrupts(period),
        "postponed": displaced.totals(),
        "at_risk": at_risk(displaced),
        "quarters": quarter_shares(period),
        "has_effort": any(period.core.by_month.values()),
        "today": today(product),
    }
    return render(request, "governance/home.html", context)


def _chosen(
    request: HttpRequest, person: Person, products: list[Product]
) -> tuple[Product, list[Errand]]:
    """The product asked for, and what waits for this person there.

    Else the one where most waits for them, or where most is open.
    """
    asked = request.GET.get("product")
    named = [product for product in products if product.slug == asked] or products
    mine = {product.pk: waiting_for_me(person, product) for product in named}
    found = named[0]
    if len(named) > 1:
        found = max(named, key=lambda product: (len(mine[product.pk]), _open(person, product)))
    request.product_slug = found.slug  # type: ignore[attr-defined]  # the rail shows the same
    return found, mine[found.pk]


def _open(person: Person, product: Product) -> int:
    return Escalation.objects.visible_to(person).open().filter(product=product).count()


@dataclass(frozen=True)
class AtRisk:
    """A customer who renews soon, and one of the items that was taken from."""

    customer: int
    name: str
    renewal_date: dt.date
    arr: Decimal
    item: int
    title: str
    weeks: Decimal
    special: str


def at_risk(displaced: OpenDisplacements) -> list[AtRisk]:
    """Customers who renew within 90 days and wait longer, soonest first, each once."""
    known = displaced.customers
    soon = sorted(displaced.renews_soon, key=lambda pk: (known[pk].renewal_date, pk))
    soon = soon[:MOST_AT_RISK]
    first = {
        one.customer_id: row
        for row in reversed(displaced.rows)
        for one in displaced.waiting.get(row.lost_item, ())
        if one.customer_id in soon
    }
    as_of, asked = displaced.period.as_of, {row.escalation for row in first.values()}
    requests = as_of.needed(Escalation, "title", keys=asked)
    return [
        AtRisk(
            customer=pk,
            name=known[pk].name,
            renewal_date=known[pk].renewal_date,
            arr=known[pk].arr,
            item=first[pk].lost_item,
            title=displaced.items[first[pk].lost_item].title,
            weeks=displaced.weeks[first[pk].pk],
            special=requests[first[pk].escalation].title or UNTITLED,
        )
        for pk in soon
    ]
