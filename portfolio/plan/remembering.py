"""The last change that somebody made in a plan, kept so that it can be undone."""

import msgspec
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from company.access import load_product, person_of, require
from company.calendar import Quarter
from company.models import Person, Product
from portfolio.plan.line_states import Change

# The session's key for the last change.
LAST = "plan_change"


def planning(request: HttpRequest, slug: str) -> tuple[Person, Product]:
    """The person, and the product that they may plan. Raises Http404 and PermissionDenied."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "plan")
    return person, product


def remember(
    request: HttpRequest,
    product: Product,
    quarter: Quarter,
    change: Change,
    said: str,
    *,
    made: int | None = None,
) -> None:
    """Keep the change in the session, and say what was done with an undo beside it.

    `made` is the id of an item created with it.
    """
    kept = {"product": product.pk, "change": msgspec.to_builtins(change), "made": made}
    request.session[LAST] = kept
    undo = reverse("plan:line_undo", args=[product.slug, quarter])
    messages.info(request, said, extra_tags=undo)
