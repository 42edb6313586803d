"""Until when delivered specials are carried: their day, and that nobody has retired them yet."""

import datetime as dt

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce

from company.calendar import today
from company.models import Product
from escalations.models import Escalation, Event, Review
from escalations.states import State

# So long before the day somebody is told.
AHEAD = dt.timedelta(days=30)


def sunsets_near(product: Product) -> QuerySet[Escalation]:
    """Live specials whose day has come or comes within 30 days: `sunset` is it, the first first.

    What is said of the costs goes before what the review said.
    """
    retire_on = Case(
        When(review__verdict=Review.Verdict.RETIRE, then=F("review__retire_on")),
        output_field=DateField(),
    )
    rows = Escalation.objects.filter(
        ~Exists(Event.objects.filter(escalation=OuterRef("pk"), kind="retire")),
        product=product,
        state__in=(State.DELIVERED, State.REVIEWED),
    ).annotate(sunset=Coalesce("costing__sunset_on", retire_on))
    return rows.filter(sunset__lte=today(product) + AHEAD).order_by("sunset", "pk")
