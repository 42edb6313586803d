"""What-if: tick undecided requests, and see what approving them together would mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from governance.approvals.what_if import may_be_supposed, what_if


@require_safe
def what_if_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`?take=` names each request that is ticked, so that the page can be sent to somebody."""
    product = load_product(person_of(request), slug)
    offered = may_be_supposed(product)
    ticked = {int(pk) for pk in request.GET.getlist("take") if pk.isascii() and pk.isdecimal()}
    taken = [escalation for escalation in offered if escalation.pk in ticked]
    context = {
        "product": product,
        "offered": [(escalation, escalation in taken) for escalation in offered],
        "it": what_if(product, taken),
    }
    return render(request, "governance/what_if.html", context)
