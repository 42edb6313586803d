"""Keeping teams."""

from company.models import Person
from company.records import Changes, Keeping, keep
from company.versions import Expected
from portfolio.models import Team

TEAMS = Keeping(Team, "keep teams")


def keep_team(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Team:
    return keep(TEAMS, pk, changes, actor=actor, expected=expected)
