"""The bands of the specials share: the essay's rule of thumb, set by policy."""

from decimal import Decimal

from django.db import models

from governance.models import Policy


class Band(models.TextChoices):
    WITHIN_CAP = "within_cap", "Within the cap"
    JUGGLING = "juggling", "Juggling"
    STRAINING = "straining", "Straining"
    STRUGGLING = "struggling", "Struggling"
    OFF_THE_ROAD = "off_the_road", "Off the road"


def band_of(share: Decimal | None, cap: Decimal, policy: Policy) -> Band | None:
    """The band of an unrounded share; share and cap in percent. None where nothing was logged."""
    if share is None:
        return None
    if share >= policy.off_the_road_from:
        return Band.OFF_THE_ROAD
    if share >= policy.struggling_from:
        return Band.STRUGGLING
    if share > policy.straining_above:
        return Band.STRAINING
    return Band.JUGGLING if share > cap else Band.WITHIN_CAP
