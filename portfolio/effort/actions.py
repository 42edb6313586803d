"""Logging effort: by team, never by person; all rows or none; the same key only once."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import FIRST_YEAR, LAST_YEAR, sunday_of, today
from company.models import Person, Product
from company.refusals import Malformed
from ledger import chain
from portfolio.effort import sums
from portfolio.models import Effort, EffortReceipt, Item, Team

# The largest numbers that the columns hold on every database.
MOST_MINUTES, MOST_PEOPLE = 2_147_483_647, 32_767


@dataclass(frozen=True)
class EffortInput:
    """What a team did on an item on a day: whole minutes, and how many people."""

    team: Team
    item: Item
    date: dt.date
    minutes: int
    people: int = 1


def refuse_out_of_bounds(n: int, row: EffortInput, last: dt.date) -> None:
    """Raise Malformed, naming row `n`, for what columns cannot hold and days after `last`."""
    if not 1 <= row.minutes <= MOST_MINUTES:
        raise Malformed(
            rows=f"Row {n}: effort is from one minute (0.01 wk is 24) to {MOST_MINUTES} minutes."
        )
    if not 1 <= row.people <= MOST_PEOPLE:
        raise Malformed(rows=f"Row {n}: people is from 1 to {MOST_PEOPLE}.")
    if not FIRST_YEAR <= row.date.year <= LAST_YEAR:
        raise Malformed(rows=f"Row {n}: {row.date} is not a day from {FIRST_YEAR} to {LAST_YEAR}.")
    if row.date > last:
        raise Malformed(rows=f"Row {n}: {later_than(row.date, last)}")


def last_day(product: Product) -> dt.date:
    """The last day that effort may be dated: the Sunday of the running week."""
    return sunday_of(today(product))


def later_than(day: dt.date, last: dt.date) -> str:
    """The sentence with which effort of a later day is refused."""
    return f"{day} is later than this week, which ends on {last}. Log what was done, once it was."


@transaction.atomic
def log_effort(
    *, product: Product, rows: Sequence[EffortInput], actor: Person | None
) -> list[Effort]:
    """Record effort that was really spent, whatever it does to the cap.

    Raises PermissionDenied, and Malformed with the row's number, before anything is saved.
    """
    if actor is not None:
        require(actor, product.pk, "log effort")
    chain.lock(product)
    last = last_day(product)
    for n, row in enumerate(rows):
        if row.team.product_id != product.pk or row.item.product_id != product.pk:
            raise Malformed(rows=f"Row {n + 1}: team and item must belong to {product.slug}.")
        refuse_out_of_bounds(n + 1, row, last)
    made = Effort.objects.bulk_create(
        Effort(
            product=product,
            team=row.team,
            item=row.item,
            date=row.date,
            minutes=row.minutes,
            people=row.people,
        )
        for row in rows
    )
    sums.forget(product, {row.date for row in rows})
    sums.keep(product)
    return made


def answer_once(
    *, person: Person, key: str, body: bytes, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Run `do` and keep its answer under the person's key; used again, the key answers the same.

    Raises Malformed where the key comes with another body.
    """
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        # The person's row orders two requests that arrive together with the same key.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        seen = EffortReceipt.objects.filter(person=person, key=key).first()
        if seen is None:
            answer = do()
            EffortReceipt.objects.create(
                person=person, key=key, digest=digest, answer=answer, at=clock.now()
            )
            return answer
    if seen.digest != digest:
        raise Malformed(idempotency_key="This key came with another body before. Use a new key.")
    kept_answer: dict[str, Any] = seen.answer
    return kept_answer
