"""Keeping extension points, non-goals and partners; none is deleted, each is ended by a date."""

from company.models import Person
from company.records import Changes, Keeping, keep
from company.versions import Expected
from portfolio.models import ExtensionPoint, NonGoal, Partner

EXTENSION_POINTS = Keeping(ExtensionPoint, "keep extension points")
NON_GOALS = Keeping(NonGoal, "keep non-goals")
PARTNERS = Keeping(Partner, "keep partners")


def keep_extension_point(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> ExtensionPoint:
    return keep(EXTENSION_POINTS, pk, changes, actor=actor, expected=expected)


def keep_non_goal(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> NonGoal:
    return keep(NON_GOALS, pk, changes, actor=actor, expected=expected)


def keep_partner(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Partner:
    return keep(PARTNERS, pk, changes, actor=actor, expected=expected)
