"""What waits for one person: the next step of each escalation that they owe."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from company.access import holds, may, roles_of
from company.cached_reads import cached_until_changed
from company.calendar import today
from company.models import Membership, Person, Product, Role
from company.roles import DECIDERS, EXECUTIVE, PRODUCT
from company.templatetags.daylight import day
from escalations.access import sides_in_place
from escalations.assignees import ANSWER_IT, NEXT_STEPS, OWING_ROLES, READ_ANSWER
from escalations.later_answers import deals_due, use_due
from escalations.models import Escalation
from escalations.states import CLOSED, State
from escalations.sunsets import sunsets_near
from governance.changed_reasons import reasons_changed
from governance.models import Decision
from portfolio.as_of import AsOf

MOST = 12

type Errand = tuple[Escalation, str]


@cached_until_changed
def waiting_for_me(person: Person, product: Product) -> list[Errand]:
    """At most `MOST` escalations with the step this person owes, in words; the soonest answer
    first.

    What a role owes waits for everybody who holds it. What was deferred until a day stands here
    from that day on, for whoever filed it and for the sales VP.
    """
    in_place = _in_place(person, product)
    unconfirmed = {row.pk for row, _ in in_place}
    return [
        *_reconsidered(person, product),
        *in_place,
        *(errand for errand in _owed(person, product) if errand[0].pk not in unconfirmed),
        *_totals(person, product),
        *_deferred(person, product),
        *_later(person, product),
    ][:MOST]


def _reconsidered(person: Person, product: Product) -> list[Errand]:
    """Specials whose reason has changed, for whoever decides whether they go on."""
    if not holds(person, product.pk, DECIDERS):
        return []
    changed = {found.escalation: found for found in reasons_changed(AsOf(product))}
    if not changed:
        return []
    rows = _rows(product).filter(pk__among=changed)
    if not holds(person, product.pk, EXECUTIVE):
        rows = rows.filter(Exists(Decision.objects.filter(escalation=OuterRef("pk"), is_slot=True)))
    return [
        (row, f"continue or cancel it: {'; '.join(changed[row.pk].what)}")
        for row in rows.order_by("pk")
    ]


def _owed(person: Person, product: Product) -> list[Errand]:
    is_asked = Q(questioner__isnull=False, answered_at__isnull=True)
    mine = (
        Q(state__in=_states_of(person, product)) & ~is_asked
        | Q(state=State.DRAFT, filed_by=person)
        | is_asked & Q(filed_by=person)
        | Q(answered_at__isnull=False, questioner=person)
    )
    if Role.SALES in roles_of(person, product.pk):
        # A question to somebody who has left would wait for nobody: sales answers it.
        mine |= is_asked & ~Q(Exists(_filers(product)))
    rows = _rows(product).filter(mine, is_imported=False)
    soonest = rows.order_by(F("answer_due").asc(nulls_last=True), "pk")[:MOST]
    return [(row, _step(row, person)) for row in soonest]


def _states_of(person: Person, product: Product) -> set[str]:
    """The states whose next step a role of the person owes."""
    roles = roles_of(person, product.pk)
    states = {state for state, role in OWING_ROLES.items() if role in roles} - {State.DRAFT}
    return states | {State.PROPOSED} if Role.EXECUTIVE in roles else states


def _filers(product: Product) -> QuerySet[Membership]:
    """The membership of whoever filed the outer escalation, if they still have a role here."""
    return Membership.objects.filter(
        product=product, person=OuterRef("filed_by"), person__is_active=True
    )


def _step(row: Escalation, person: Person) -> str:
    if row.is_sent_back:
        return ANSWER_IT
    return READ_ANSWER if row.questioner_id == person.pk else NEXT_STEPS[row.state]


def _in_place(person: Person, product: Product) -> list[Errand]:
    """Sizings nobody confirmed in time, which an executive may confirm in another's place."""
    if not holds(person, product.pk, EXECUTIVE):
        return []
    rows = (
        _rows(product)
        .filter(state__in=(State.SIZED, State.PROPOSED), is_imported=False)
        .prefetch_related("sizings__confirmations")
        .order_by(F("answer_due").asc(nulls_last=True), "pk")
    )
    return [
        (row, f"confirm its sizing in the place of {' and '.join(sides)}")
        for row in rows
        if (sides := sides_in_place(person, row))
    ][:MOST]


def _totals(person: Person, product: Product) -> list[Errand]:
    """What was delivered or cancelled and holds as if open, until engineering says it is all."""
    if Role.ENGINEERING not in roles_of(person, product.pk):
        return []
    rows = _rows(product).filter(pk__in=Escalation.objects.holding(), state__in=CLOSED)
    return [
        (row, "confirm what was spent on it in all")
        for row in rows.order_by("closed_at", "pk")[:MOST]
    ]


def _deferred(person: Person, product: Product) -> list[Errand]:
    last = Decision.objects.filter(escalation=OuterRef("pk"), kind=Decision.Kind.DEFER)
    until = Subquery(last.order_by("-pk").values("until")[:1])
    rows = _rows(product).filter(state=State.DEFERRED).annotate(until=until)
    rows = rows.filter(until__lte=today(product))
    if Role.SALES_VP not in roles_of(person, product.pk):
        rows = rows.filter(filed_by=person)
    return [
        (row, f"deferred until {day(row.until)}: submit it again or withdraw it")
        for row in rows.order_by("until", "pk")[:MOST]
    ]


def _later(person: Person, product: Product) -> list[Errand]:
    """Questions asked once time has passed: sunsets, who uses what was delivered, deals of the
    declined.
    """
    errands: list[Errand] = []
    if may(person, product.pk, "retire it"):
        errands += [
            (row, f"retire it or move its day: carried until {day(getattr(row, 'sunset'))}")  # noqa: B009 (annotated)
            for row in sunsets_near(product).select_related("customer", "product")[:MOST]
        ]
    if holds(person, product.pk, PRODUCT):
        errands += [
            (row, f"say who uses it, {days} days after it was delivered")
            for days in (90, 30)
            for row in use_due(product, days).select_related("customer", "product")[:MOST]
        ]
    mine = deals_due(product, person).select_related("customer", "product")
    return errands + [(row, "declined: say what became of its deal") for row in mine[:MOST]]


def _rows(product: Product) -> QuerySet[Escalation]:
    return Escalation.objects.filter(product=product).select_related("customer", "product")
