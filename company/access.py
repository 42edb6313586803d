"""Who may see and do what. One definition of visible, shared by lists and loaders."""

from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from rest_framework.request import Request

from company.models import Membership, Notice, Person, Product, Role
from company.roles import MAY

type Someone = Person | AnonymousUser


class RolesByProduct:
    """The roles one person holds, read once per request."""

    def __init__(self, person: Someone) -> None:
        self.person = person

    @cached_property
    def by_product(self) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = {}
        mine = Membership.objects.filter(person_id=self.person.pk or 0)
        for product, role in mine.values_list("product_id", "role"):
            found.setdefault(product, set()).add(role)
        return {product: frozenset(roles) for product, roles in found.items()}


def roles_of(person: Someone, product_id: int) -> frozenset[str]:
    """The roles of `person` in the product; empty for an outsider and for whoever left."""
    if not person.is_active:
        return frozenset()
    # On the person, who is loaded anew for each request, so a change of roles counts from the next.
    roles = person.__dict__.setdefault("_roles_by_product", RolesByProduct(person))
    found: frozenset[str] = roles.by_product.get(product_id, frozenset())
    return found


def person_of(request: HttpRequest | Request) -> Person:
    """The person signed in. Only for views that nobody reaches without signing in."""
    person = request.user
    if not isinstance(person, Person):
        raise PermissionDenied("Sign in first.")
    return person


def visible_products(person: Someone) -> QuerySet[Product]:
    """The products in which `person` has a role: everything of them may be read."""
    if not person.is_active:
        return Product.objects.none()
    return Product.objects.filter(
        pk__in=Membership.objects.filter(person_id=person.pk).values("product_id")
    )


def products_of(person: Someone) -> list[Product]:
    """The visible products by name, read once per request.

    Each carries how many notices are `unread` in it (None for none): every page shows the sum, so
    the count comes with a query that every page makes anyway.
    """
    if "_products" not in person.__dict__:
        mine = Notice.objects.filter(person_id=person.pk or 0, read_at=None, product=OuterRef("pk"))
        counted = mine.order_by().values("product").annotate(n=Count("pk")).values("n")
        rows = visible_products(person).annotate(unread=Subquery(counted))
        person.__dict__["_products"] = list(rows)
    found: list[Product] = person.__dict__["_products"]
    return found


def load_product(person: Someone, slug: str) -> Product:
    """The product of that slug. Raises Http404 for whoever has no role in it."""
    # Not asked of the database: the navigation of every page reads the same list.
    found = next((product for product in products_of(person) if product.slug == slug), None)
    if found is None:
        raise Http404("No product of that name is open to you.")
    return found


def is_administrator(person: Someone) -> bool:
    """Whether `person` manages products and people. It gives no right to approve anything."""
    return person.is_active and person.is_staff


def require_administrator(person: Someone) -> None:
    """Raises PermissionDenied for whoever is no site administrator."""
    if not is_administrator(person):
        raise PermissionDenied("Only a site administrator may manage products and people.")


def load_product_set_up(person: Someone, slug: str) -> Product:
    """The product of that slug, for whoever may read its set-up: members, site administrators.

    Raises Http404 for anybody else.
    """
    if not is_administrator(person):
        return load_product(person, slug)
    found = Product.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("There is no product of that name.")
    return found


def load_product_to_manage(person: Someone, slug: str) -> Product:
    """The product of that slug, for site administrators to change its set-up.

    Raises PermissionDenied for a member, Http404 for anybody else.
    """
    product = load_product_set_up(person, slug)
    require_administrator(person)
    return product


def holds(person: Someone, product_id: int, roles: Iterable[str]) -> bool:
    """Whether `person` holds one of `roles` in the product."""
    return not roles_of(person, product_id).isdisjoint(roles)


def may(person: Someone, product_id: int, doing: str) -> bool:
    """Whether a role of `person` allows it: `doing` is a key of company/roles.py's table."""
    return holds(person, product_id, MAY[doing])


def require(person: Someone, product_id: int, doing: str) -> None:
    """Raises Http404 for an outsider, PermissionDenied for a member whose roles do not allow it."""
    held = roles_of(person, product_id)
    if not held:
        raise Http404("No product of that name is open to you.")
    wanted = [role for role in Role if role in MAY[doing]]
    if held.isdisjoint(wanted):
        names = " or ".join(role.in_a_sentence for role in wanted)
        raise PermissionDenied(f"Only {names} may {doing}.")
