"""Home: what waits for me, how the quarter stands, and who might not renew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import may, person_of, products_of
from company.calendar import today
from company.models import Person, Product
from escalations.models import Escalation
from escalations.my_requests import my_requests
from governance.inbox import Errand, waiting_for_me
from governance.standing import standing_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of the product asked for, else of the one where most waits."""
    person = person_of(request)
    products = products_of(person)
    if not products:
        told = {"has_products": Product.objects.exists()}
        return render(request, "governance/home_empty.html", told)
    product, mine = _chosen(request, person, products)
    filed = my_requests(person, product, tuple(row.pk for row, _ in mine))
    others = [errand for errand in mine if errand[0].pk not in filed.shown]
    context = {
        "product": product,
        "mine": others,
        "waiting": len(others) + len(filed.shown),
        "filed": filed,
        "may_file": may(person, product.pk, "file an escalation"),
        **vars(standing_of(product)),
        "today": today(product),
    }
    return render(request, "governance/home.html", context)


def _chosen(
    request: HttpRequest, person: Person, products: list[Product]
) -> tuple[Product, list[Errand]]:
    """The product to show, and what waits for this person there.

    Without a choice it is where most waits for them, then where most is open.
    """
    asked = request.GET.get("product")
    named = [product for product in products if product.slug == asked] or products
    mine = {product.pk: waiting_for_me(person, product) for product in named}
    found = named[0]
    if len(named) > 1:
        found = max(named, key=lambda product: (len(mine[product.pk]), _open(person, product)))
    request.product_slug = found.slug  # type: ignore[attr-defined]  # the navigation shows the same
    return found, mine[found.pk]


def _open(person: Person, product: Product) -> int:
    return Escalation.objects.visible_to(person).open().filter(product=product).count()
