"""Quota relief: own deals for sales, all of them for the sales VP and executives."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, may, person_of
from company.form_actions import query_without_page
from governance.budget_data import policy_of
from governance.quota_relief import ALL, deals_to_see, reliefs

PER_PAGE = 50


@require_safe
def quota_relief(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    page = Paginator(deals_to_see(product, person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "product": product,
        "page": page,
        "rows": reliefs(product, list(page)),
        "policy": policy_of(product),
        "sees_all": may(person, product.pk, ALL),
        "query": query_without_page(request),
    }
    return render(request, "governance/quota_relief.html", context)
