"""Keeping teams."""

from company.models import Person
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from portfolio.models import Team
from portfolio.teams.leads import may_lead


def _check_team(before: Team | None, after: Team) -> None:
    """Raise Malformed for a new lead who may not log effort; whoever leads already stays."""
    stays = before is not None and before.lead_id == after.lead_id
    if after.lead is not None and not stays and not may_lead(after.lead, after.product):
        raise Malformed(lead=f"{after.lead} may not log effort here: a lead is of engineering.")


TEAMS = Keeping(Team, "keep teams", check=_check_team)


def keep_team(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Team:
    """Create or change a team. Raises PermissionDenied, Malformed, ValidationError, Stale."""
    return keep(TEAMS, pk, changes, actor=actor, expected=expected)
