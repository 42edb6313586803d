"""What every page's template knows: the product of the page and the navigation."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from company.access import may, products_of, roles_of
from company.models import Person, Product, Role
from company.views import COOKIE, THEMES

# (name, URL name, belongs to the bottom bar of a small screen)
LINKS = [
    ("Home", "home", True),
    ("Plan", "plan:plan_running", True),
    ("Escalations", "escalations:escalation_list", True),
    ("Budget", "governance:budget_running", True),
    ("Report", "governance:report_running", True),
    ("Queue", "governance:queue", False),
    ("Customers", "plan:customer_list", False),
    ("Deals", "escalations:deal_list", False),
    ("Promises", "escalations:commitment_list", False),
    ("Items", "plan:item_list", False),
    ("Teams and effort", "plan:team_list", False),
    ("Non-goals and extension points", "plan:extension_point_list", False),
    ("Look-back", "governance:lookback", False),
    ("Heading", "governance:heading", False),
    ("Quota relief", "governance:quota_relief", False),
    ("Imports", "imports:import_list", False),
]
# Links that only some roles have: what they may do, as company/roles.py names it.
ONLY = {"governance:quota_relief": "see quota relief"}


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    is_here: bool


@dataclass
class Here:
    """The product of the page, the products to switch to, and the links of the navigation.

    `first` are the links that a small screen shows in its bottom bar, `second` the others.
    """

    product: Product | None
    products: list[Product]
    roles: str
    first: list[Link]
    second: list[Link]
    may_file: bool = False

    @property
    def unread(self) -> int:
        """How many notices the person has not read, of all products."""
        return sum(getattr(each, "unread", 0) or 0 for each in self.products)


def theme(request: HttpRequest) -> dict[str, Any]:
    """The theme chosen in this browser; empty where it follows the system's."""
    chosen = request.COOKIES.get(COOKIE)
    return {"theme": chosen if chosen in THEMES else ""}


def here(request: HttpRequest) -> dict[str, Any]:
    """The page's `here`, whether the site shows demonstration data, and whether this is set-up."""
    match = request.resolver_match
    return {
        "here": _here(request),
        "is_demo": settings.DEMO,
        "is_set_up": match is not None and match.app_name == "setup",
    }


def _here(request: HttpRequest) -> Here:
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return Here(None, [], "", [], [])
    products = products_of(person)
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    slug = slug or request.GET.get("product") or getattr(request, "product_slug", None)
    product = next((p for p in products if p.slug == slug), products[0] if products else None)
    if product is None:
        return Here(None, products, "", [], [])
    # Templates then write every instant in the product's zone; OneZoneEach ends it afterwards.
    timezone.activate(product.time_zone)
    return Here(
        product=product,
        products=products,
        may_file=may(person, product.pk, "file an escalation"),
        roles=", ".join(Role(role).label for role in sorted(roles_of(person, product.pk))),
        first=[_link(request, product, *link) for link in LINKS if link[2]],
        second=[
            _link(request, product, *link)
            for link in LINKS
            if not link[2] and (link[1] not in ONLY or may(person, product.pk, ONLY[link[1]]))
        ],
    )


def _link(request: HttpRequest, product: Product, name: str, view: str, _: bool) -> Link:
    url = reverse(view) if view == "home" else reverse(view, args=[product.slug])
    is_here = request.path == url if view == "home" else request.path.startswith(url)
    return Link(name, url, is_here)
