"""Who may lead a team: whoever may log its effort."""

from django.db.models import QuerySet

from company.models import Person, Product
from company.roles import MAY


def possible_leads(product: Product) -> QuerySet[Person]:
    """Active people of the product who may log effort, by name."""
    roles = MAY["log effort"]
    people = Person.objects.filter(
        memberships__product=product, memberships__role__in=roles, is_active=True
    )
    return people.distinct().order_by("name", "email")


def may_lead(person: Person, product: Product) -> bool:
    return possible_leads(product).filter(pk=person.pk).exists()
