"""Home: what waits for me, how the quarter stands, and who might not renew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import person_of, roles_of, visible_products
from company.models import Person, Product
from escalations.life import HOLDERS, NEXT_STEPS
from escalations.models import Escalation
from governance.report.facts import Postponed, PostponedRow, WaitingCustomer
from governance.report.headline import headline
from governance.report.interrupts import interrupts
from governance.report.period import ReportPeriod
from governance.report.postponed import postponed
from governance.report.slices import quarter_shares
from portfolio.quarters import today

MOST = 12
MOST_AT_RISK = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first product one has, or the one asked for."""
    person = person_of(request)
    products = list(visible_products(person))
    if not products:
        return render(request, "governance/home_empty.html")
    product = _chosen(request, person, products)
    period = ReportPeriod.of(product, today(product))
    displaced = postponed(period)
    context = {
        "product": product,
        "mine": waiting_for_me(person, product),
        "headline": headline(period, interrupts(period), displaced),
        "postponed": displaced,
        "at_risk": at_risk(displaced),
        "quarters": quarter_shares(period),
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
    rows = Escalation.objects.open().filter(product=product)
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


def waiting_for_me(person: Person, product: Product) -> list[tuple[Escalation, str]]:
    """Open escalations whose next step is owed by a role of mine, soonest answer first."""
    roles = roles_of(person, product.pk)
    states = [state for state, role in HOLDERS.items() if role in roles]
    if "executive" in roles:
        states.append("proposed")
    rows = Escalation.objects.filter(product=product, state__in=states, is_imported=False)
    rows = rows.select_related("customer", "product").order_by("answer_due", "pk")[:MOST]
    return [(row, NEXT_STEPS[row.state]) for row in rows]
