"""The people of the demonstration company and their roles in each product."""

from collections.abc import Mapping
from dataclasses import dataclass

from company.actions import add_member
from company.models import Person, Product, Role

DOMAIN = "gatehouse.example"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as: their roles by product, and one sentence about their day."""

    key: str
    name: str
    roles: Mapping[str, tuple[Role, ...]]
    today: str

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.').replace('í', 'i')}@{DOMAIN}"

    @property
    def role_labels(self) -> list[str]:
        """The label of each role that they have anywhere, once."""
        held = {role for roles in self.roles.values() for role in roles}
        return [role.label for role in Role if role in held]


DEMO_PEOPLE = [
    DemoPerson(
        "nora",
        "Nora Lindqvist",
        {"wicket": (Role.SALES,)},
        "Wants to know who has her hospital request, and when she may call the customer back.",
    ),
    DemoPerson(
        "tomasz",
        "Tomasz Wren",
        {"wicket": (Role.SALES,), "foyer": (Role.SALES,)},
        "Has a question from product to answer, and a draft he started between two calls.",
    ),
    DemoPerson(
        "adaeze",
        "Adaeze Okafor",
        {"wicket": (Role.SALES_VP,), "foyer": (Role.SALES_VP,)},
        "Has one slot left this quarter and three requests that would each like to have it.",
    ),
    DemoPerson(
        "marit",
        "Marit Solberg",
        {"wicket": (Role.PRODUCT_MANAGER,), "foyer": (Role.OBSERVER,)},
        "Completes a proposal that names too little, and begins the plan of next quarter.",
    ),
    DemoPerson(
        "ravi",
        "Ravi Menon",
        {"wicket": (Role.ENGINEERING,)},
        "Sizes what came in, and looks at the one special that took longer than he said.",
    ),
    DemoPerson(
        "helen",
        "Helen Castellane",
        {"wicket": (Role.EXECUTIVE,), "foyer": (Role.EXECUTIVE,)},
        "Reads the monthly report before the board call, and decides what waits for her.",
    ),
    DemoPerson(
        "joost",
        "Joost Peeters",
        {"wicket": (Role.OBSERVER,), "foyer": (Role.OBSERVER,)},
        "Keeps the money: reads everything, changes nothing, asks what the one-offs cost.",
    ),
    DemoPerson(
        "lucia",
        "Lucía Ferrer",
        {"foyer": (Role.PRODUCT_MANAGER,)},
        "Plans the smaller product, where one special already weighs.",
    ),
    DemoPerson(
        "samir",
        "Samir Haddad",
        {"foyer": (Role.ENGINEERING,), "wicket": (Role.OBSERVER,)},
        "Leads Foyer's one team and has a special on the bench.",
    ),
]


def hire(product: Product) -> dict[str, Person]:
    """Add everybody who has a role in the product; return them by key. Nobody gets a password."""
    return {
        person.key: add_member(
            email=person.email,
            product=product,
            roles=person.roles[product.slug],
            name=person.name,
        )
        for person in DEMO_PEOPLE
        if product.slug in person.roles
    }


def open_to_the_demonstration(product: Product) -> None:
    """Give the people of the demonstration the roles they have in the first product."""
    for person in DEMO_PEOPLE:
        if roles := person.roles.get("wicket"):
            add_member(email=person.email, product=product, roles=roles, name=person.name)
