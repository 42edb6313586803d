"""Home: what waits for me, how the quarter stands, and who might not renew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import person_of, visible_products
from company.models import Person, Product
from escalations.models import Escalation
from governance.inbox import waiting_for_me
from governance.report.facts import Postponed, PostponedRow, WaitingCustomer
from governance.report.frame import Frame
from governance.report.headline import headline
from governance.report.interrupts import interrupts
from governance.report.postponed import postponed
from governance.report.slices import slices
from portfolio.quarters import today

MOST_AT_RISK = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first product one has, or the one asked for."""
    person = person_of(request)
    products = list(visible_products(person))
    if not products:
        return render(request, "governance/home_empty.html")
    product = _chosen(request, person, products)
    frame = Frame.of(product, today(product))
    displaced = postponed(frame)
    context = {
        "product": product,
        "mine": waiting_for_me(person, product),
        "headline": headline(frame, interrupts(frame), displaced),
        "budget": frame.snapshot.budget(frame.quarter),
        "postponed": displaced,
        "at_risk": at_risk(displaced),
        "quarters": slices(frame).quarters,
        "today": today(product),
    }
    return render(request, "governance/home.html", context)


def _chosen(request: HttpRequest, person: Person, products: list[Product]) -> Product:
    """The product asked for; else where most waits for this person, or where most is open."""
    asked = request.GET.get("product")
    found = next((p for p in products if p.slug == asked), None)
    found = found or max(products, key=lambda product: _pull(person, product))
    request.product_slug = found.slug  # type: ignore[attr-defined]  # the rail shows the same
    return found


def _pull(person: Person, product: Product) -> tuple[int, int]:
    rows = Escalation.objects.visible_to(person).open().filter(product=product)
    return len(waiting_for_me(person, product)), rows.count()


def at_risk(displaced: Postponed) -> list[tuple[WaitingCustomer, PostponedRow]]:
    """Customers who renew within 90 days and wait longer, soonest first, each once."""
    found = {
        one.customer: (one, row)
        for row in reversed(displaced.rows)
        for one in row.customers
        if one.renews_in_90_days
    }
    return sorted(found.values(), key=lambda pair: str(pair[0].renewal_date))[:MOST_AT_RISK]
