"""What the page of how reports go out shows."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Max

from company.models import Person, Product
from delivery.models import Sending, Subscriber
from governance.models import Publication

# The versions whose mails a page lists.
NEWEST = 6


@dataclass(frozen=True)
class SentVersion:
    """One published version and its mails."""

    publication: Publication
    sendings: list[Sending]

    @property
    def counted(self) -> str:
        """The number of mails in each state: "3 sent, 1 waiting"."""
        counts = Counter(row.state for row in self.sendings)
        states = [(counts[state], state.label) for state in Sending.State]
        return ", ".join(f"{number} {label.lower()}" for number, label in states if number)

    @property
    def has_failed(self) -> bool:
        """Whether some mail of it failed and can be tried again."""
        return any(row.error and row.state != Sending.State.STOPPED for row in self.sendings)


def newest_sent(product: Product) -> list[SentVersion]:
    """The versions that were mailed last, without their texts."""
    rows = Publication.objects.filter(product=product, sendings__isnull=False)
    last = rows.defer("text").select_related("by").annotate(last=Max("sendings"))
    found = list(last.order_by("-last").prefetch_related("sendings__subscriber__person")[:NEWEST])
    return [SentVersion(each, list(each.sendings.all())) for each in found]


def published_months(product: Product) -> list[dt.date]:
    """The months with a published version, the newest first."""
    rows = Publication.objects.filter(product=product).order_by("-month")
    return list(rows.values_list("month", flat=True).distinct())


def newest_publication(product: Product) -> Publication | None:
    """The version that was published last, without its text."""
    return Publication.objects.filter(product=product).defer("text").order_by("pk").last()


def people_not_on_the_list(product: Product) -> list[Person]:
    """Active members of the product who are not on the list, by name."""
    on_it = Subscriber.objects.active().filter(product=product, person__isnull=False)
    people = Person.objects.filter(is_active=True, memberships__product=product)
    new = people.exclude(pk__in=on_it.values("person")).distinct()
    return sorted(new, key=lambda person: str(person).lower())
