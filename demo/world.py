"""One product of the demonstration while it is made: its records so far, by name or key."""

from dataclasses import dataclass, field

from company.calendar import Quarter
from company.models import Person, Product
from demo.dates import Dates
from demo.facts import ProductFacts
from escalations.models import Deal, Escalation
from portfolio.models import Customer, ExtensionPoint, Item, Partner, Slice, Team


@dataclass
class World:
    facts: ProductFacts
    product: Product
    dates: Dates
    people: dict[str, Person]
    slices: dict[str, Slice] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    deals: dict[str, Deal] = field(default_factory=dict)
    requests: dict[str, Escalation] = field(default_factory=dict)
    extension_points: dict[str, ExtensionPoint] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)

    def actor(self, role: str) -> Person:
        """The person who acts in that role, unless a row names somebody else."""
        return self.people[self.facts.cast[role]]

    def someone(self, key: str, role: str) -> Person:
        return self.people[key] if key else self.actor(role)

    def quarter(self, n: int) -> Quarter:
        return self.dates.quarter(n)
