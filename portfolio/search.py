"""Search: items and customers by their names; higher floors add theirs in the template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from portfolio.models import Customer, Item

MOST = 20


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What bears these words; the first twenty of each kind."""
    product = load_product(person_of(request), slug)
    text = request.GET.get("q", "").strip()
    items = Item.objects.filter(product=product, title__icontains=text)
    customers = Customer.objects.filter(product=product, name__icontains=text)
    context = {
        "product": product,
        "text": text,
        "most": MOST,
        "items": items.select_related("slice")[:MOST] if text else [],
        "customers": customers[:MOST] if text else [],
    }
    return render(request, "portfolio/search.html", context)
