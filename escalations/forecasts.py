"""Saying again, while a special runs, what is left to do (DESIGN 4.7).

It approves nothing: what goes beyond the approved weeks still needs a re-estimate.
"""

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from company import clock
from company.models import Person
from company.units import exact_weeks, weeks_of
from escalations.models import Escalation, Forecast
from escalations.queries import minutes_spent
from escalations.transitions import begin_transition, finish_transition
from ledger import chain
from portfolio.as_of import AsOf


@transaction.atomic
def forecast(
    *, escalation: Escalation, left_weeks: Decimal, note: str = "", actor: Person | None
) -> Escalation:
    """Keep the weeks left to do, beside what is spent.

    Raises as `begin_transition`, and Malformed.
    """
    fresh = begin_transition(escalation, "forecast", actor)
    left, minutes = exact_weeks(left_weeks, "left_weeks"), minutes_spent(fresh)
    made = Forecast.objects.create(
        escalation=fresh,
        left_weeks=left,
        spent_minutes=minutes,
        note=note.strip(),
        by=actor,
        at=clock.now(),
    )
    chain.append(
        fresh.product, "forecast", actor, made.at, seals=[made], escalation=fresh.pk, left=left
    )
    sentence = f"{left} wk are left, {weeks_of(minutes) + left} in all. {made.note}".strip()
    return finish_transition(fresh, "forecast", actor, sentence, made.at)


def forecasts(as_of: AsOf, escalations: Collection[int]) -> dict[int, Decimal]:
    """By escalation id, the weeks in all that its last forecast expects, as of the instant."""
    rows = Forecast.objects.filter(as_of.until(), escalation__among=escalations).order_by("pk")
    columns = rows.values_list("escalation", "spent_minutes", "left_weeks")
    return {pk: weeks_of(minutes) + left for pk, minutes, left in columns}
