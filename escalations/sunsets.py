"""Sunsets: until when delivered specials are carried."""

import datetime as dt

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce

from company.calendar import today
from company.models import Product
from escalations.models import Escalation, Event, Review
from escalations.states import State

# Product managers are told so long before the day.
AHEAD = dt.timedelta(days=30)


def sunsets_near(product: Product) -> QuerySet[Escalation]:
    """Live specials whose sunset has come or comes within 30 days, by that day: `sunset`.

    The costing's day counts before the review's.
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
