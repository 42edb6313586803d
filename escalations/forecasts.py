"""Forecasting a special again while it runs (DESIGN 4.7): what is left, beside what was approved.

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
    """Say what is left to do on it. Raises as `begin_transition` does, and Malformed."""
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
    said = f"{left} wk are left, {weeks_of(minutes) + left} in all. {made.note}".strip()
    return finish_transition(fresh, "forecast", actor, said, made.at)


def forecasts(as_of: AsOf, escalations: Collection[int]) -> dict[int, Decimal]:
    """By number, the weeks in all that each was last expected to take."""
    rows = Forecast.objects.filter(as_of.until(), escalation__among=escalations).order_by("pk")
    columns = rows.values_list("escalation", "spent_minutes", "left_weeks")
    return {pk: weeks_of(minutes) + left for pk, minutes, left in columns}
