"""Search: items and customers by name; higher rooms add theirs in the template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from company.close_names import rows_called_nearly
from portfolio.models import Customer, Item

MOST = 20


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """The first twenty of each kind whose name holds the text; else those with nearly such
    names.
    """
    product = load_product(person_of(request), slug)
    text = request.GET.get("q", "").strip()
    all_items = Item.objects.filter(product=product).select_related("slice")
    all_customers = Customer.objects.filter(product=product)
    items = list(all_items.filter(title__icontains=text)[:MOST]) if text else []
    customers = list(all_customers.filter(name__icontains=text)[:MOST]) if text else []
    context = {
        "product": product,
        "text": text,
        "most": MOST,
        "items": items,
        "customers": customers,
        # Where nothing holds the words: what may have been meant.
        "near_items": [] if items else rows_called_nearly(all_items, "title", text),
        "near_customers": [] if customers else rows_called_nearly(all_customers, "name", text),
    }
    return render(request, "portfolio/search.html", context)
