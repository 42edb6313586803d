"""What somebody asked for: questions to them, who has it, and what was decided."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, QuerySet, Subquery

from company import clock
from company.cached_reads import cached_until_changed
from company.models import Person, Product
from escalations.assignees import Assignee, assignee_of
from escalations.messages import customer_sentence
from escalations.models import Escalation, Event
from escalations.notices import DECIDED
from escalations.states import OPEN, UNDECIDED, State

# Days for which a decision is shown on its asker's home.
DECIDED_DAYS = 30
# Requests shown there of each kind; the list has the rest.
MOST = 20


@dataclass(frozen=True)
class Decided:
    """A request that was decided lately, with the step that decided it."""

    escalation: Escalation
    event: Event

    @property
    def customer_words(self) -> str:
        return customer_sentence(self.escalation)


@dataclass(frozen=True)
class MyRequests:
    """The requests that one person filed in one product, each in one of these lists."""

    asked: list[Escalation] = field(default_factory=list)
    with_others: list[tuple[Escalation, Assignee | None]] = field(default_factory=list)
    drafts: list[Escalation] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.asked or self.with_others or self.drafts or self.decided)

    @property
    def shown(self) -> set[int]:
        """The ids of those that ask something of the person: the page names them once, here."""
        return {row.pk for row in (*self.asked, *self.drafts)}


@cached_until_changed
def my_requests(person: Person, product: Product, elsewhere: tuple[int, ...] = ()) -> MyRequests:
    """The person's own requests, in a fixed number of queries.

    `elsewhere` are ids that the page names already. Those with others come soonest due first.
    """
    mine = Escalation.objects.visible_to(person).filter(product=product, filed_by=person)
    mine = mine.select_related("customer", "deal", "product", "questioner")
    going = mine.filter(state__in=OPEN, is_imported=False).exclude(state=State.DRAFT)
    going = going.prefetch_related("product__memberships__person", "events")
    rows = list(going.order_by(F("answer_due").asc(nulls_last=True), "pk")[: 2 * MOST])
    drafts = list(mine.filter(state=State.DRAFT)[:MOST])
    asked = [row for row in rows if row.is_sent_back]
    named = {row.pk for row in asked} | set(elsewhere)
    others = [row for row in rows if row.pk not in named]
    return MyRequests(
        asked=asked,
        with_others=[(row, assignee_of(row)) for row in others],
        drafts=drafts,
        decided=_decided(mine),
        is_cut=len(rows) == 2 * MOST or len(drafts) == MOST,
    )


def _decided(mine: QuerySet[Escalation]) -> list[Decided]:
    """Requests decided in the last thirty days, the newest first, each with its last decision."""
    last = Event.objects.filter(escalation=OuterRef("pk"), kind__in=DECIDED).order_by("-at", "-pk")
    since = clock.now() - dt.timedelta(days=DECIDED_DAYS)
    mine = mine.exclude(state__in=(State.DRAFT, *UNDECIDED))
    rows = mine.annotate(decided_at=Subquery(last.values("at")[:1])).filter(decided_at__gte=since)
    events = Subquery(last.values("pk")[:1])
    requests = {row.pk: row for row in rows.order_by("-decided_at", "-pk")[:MOST]}
    newest = Event.objects.filter(
        pk__in=Escalation.objects.filter(pk__in=requests).annotate(event=events).values("event")
    ).select_related("by")
    by_request = {event.escalation_id: event for event in newest}
    return [Decided(row, by_request[pk]) for pk, row in requests.items()]
