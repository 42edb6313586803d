"""Notices that time alone causes: answers due tomorrow, overruns, sunsets.

Each has a key, so that running this daily tells nobody twice.
"""

import datetime as dt
from collections.abc import Iterable

from company import clock
from company.calendar import today, working_days_after
from company.models import Notice, Person, Product
from company.notices import notify
from company.units import weeks_of
from escalations.assignees import OWING_ROLES, people_who_owe
from escalations.models import Escalation
from escalations.notices import path_of, product_managers
from escalations.queries import with_spent
from escalations.states import UNDERWAY, State
from escalations.sunsets import sunsets_near

STORY = ("product__memberships__person", "events")


def tell_due_tomorrow(product: Product) -> None:
    """Notify whoever owes an answer on the next working day."""
    day = working_days_after(today(product), 1)
    open_rows = Escalation.objects.filter(
        product=product, answer_due=day, state__in=OWING_ROLES, is_imported=False
    ).exclude(state=State.DRAFT)
    for row in open_rows.select_related("product").prefetch_related(*STORY):
        text = f"{row}: the answer is due on {day.day} {day:%b}."
        _tell(people_who_owe(row), row, Notice.Kind.DUE_TOMORROW, text, f"due:{row.pk}:{day}")


def tell_overruns(product: Product) -> None:
    """Notify product managers and the asker of specials that took more than was approved.

    Once for each number of approved weeks: a re-estimate may be overrun again.
    """
    rows = with_spent(Escalation.objects.filter(product=product, state__in=UNDERWAY))
    rows = rows.select_related("product", "filed_by").prefetch_related("parts", STORY[0])
    for row in rows:
        minutes: int = getattr(row, "spent_minutes", 0) or 0
        spent, approved = weeks_of(minutes), row.approved_weeks
        if spent > approved:
            people = {each.pk: each for each in [*product_managers(row), *_asker(row)]}
            said = f"{row}: {spent} wk are spent, {approved} were approved."
            key = f"overran:{row.pk}:{approved}"
            _tell(people.values(), row, Notice.Kind.OVERRAN, said, key)


def tell_sunsets(product: Product) -> None:
    """Notify product managers of specials whose sunset comes within 30 days."""
    rows = sunsets_near(product).select_related("product").prefetch_related(STORY[0])
    for row in rows:
        until: dt.date = getattr(row, "sunset")  # noqa: B009 (annotated)
        said = f"{row}: it is carried until {until.day} {until:%b %Y}. Retire it, or move its day."
        key = f"sunset:{row.pk}:{until}"
        _tell(product_managers(row), row, Notice.Kind.YOUR_TURN, said, key)


def _asker(row: Escalation) -> list[Person]:
    return [row.filed_by] if row.filed_by else []


def _tell(
    people: Iterable[Person], row: Escalation, kind: Notice.Kind, said: str, key: str
) -> None:
    now: dt.datetime = clock.now()
    notify(people, product=row.product, kind=kind, text=said, path=path_of(row), key=key, at=now)
