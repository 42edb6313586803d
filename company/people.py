"""Look up people: by address, and the members of a product with their roles."""

from django.http import Http404

from company.models import Membership, Person, Product


def person_called(email: str) -> Person | None:
    """The person of that address, whatever its case."""
    return Person.objects.filter(email__iexact=email).first()


def member(product: Product, person_id: int) -> Person:
    """The person of that number, who has a role in the product. Raises Http404."""
    mine = Membership.objects.filter(product=product).values("person_id")
    found = Person.objects.filter(pk=person_id, pk__in=mine).first()
    if found is None:
        raise Http404(f"Nobody of that number has a role in {product.slug}.")
    return found


def members(product: Product) -> list[tuple[Person, list[str]]]:
    """Everybody with a role in the product by name, each with their roles. Two queries."""
    roles: dict[int, list[str]] = {}
    mine = Membership.objects.filter(product=product).order_by("role")
    for person, role in mine.values_list("person_id", "role"):
        roles.setdefault(person, []).append(role)
    people = Person.objects.filter(memberships__product=product).distinct()
    return [(person, roles[person.pk]) for person in people.order_by("name", "email")]


def roles_held(person: Person, product: Product) -> list[str]:
    """The roles of a person in the product as they are stored now, in the order of their names."""
    rows = Membership.objects.filter(person=person, product=product).order_by("role")
    return list(rows.values_list("role", flat=True))
