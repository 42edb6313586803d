"""One signed link for a team's lead: it shows one week, and confirms it in one click."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import reverse

from company.access import may
from company.calendar import sunday_of, today
from company.models import Person
from portfolio.models import Team

SALT = "portfolio.week_links"
# After the week's end; later corrections are made signed in.
WORKS_FOR = dt.timedelta(days=21)
_SAID = re.compile(r"([0-9]{1,18})\.([0-9]{4})-([0-9]{2})-([0-9]{2})\.([0-9]{1,18})")


class WeekLinkEnded(Exception):
    """The link was good once. What became of it, in a sentence."""


@dataclass(frozen=True)
class WeekLink:
    """Whose link it is, and to which week of which team."""

    team: Team
    week: dt.date
    person: Person


def path_of_link(team: Team, week: dt.date, person: Person) -> str:
    """What opens the week, for whoever has it. It changes with SECRET_KEY and is kept nowhere."""
    key = Signer(salt=SALT).sign(f"{team.pk}.{week.isoformat()}.{person.pk}")
    return reverse("week_link", args=[key])


def live_week_link(key: str) -> WeekLink:
    """The week that this key is of. Raises Http404 for any other text, and WeekLinkEnded."""
    try:
        said = _SAID.fullmatch(Signer(salt=SALT).unsign(key))
    except BadSignature:
        raise Http404("No week has this address.") from None
    if said is None:
        raise Http404("No week has this address.")
    week = dt.date(int(said[2]), int(said[3]), int(said[4]))
    team = Team.objects.select_related("product", "lead").filter(pk=int(said[1])).first()
    if team is None or team.lead is None or team.lead_id != int(said[5]):
        raise WeekLinkEnded("Somebody else leads this team now.")
    if not may(team.lead, team.product_id, "log effort"):
        raise WeekLinkEnded(f"{team.lead} logs no effort of {team.product} any more.")
    ends = sunday_of(week) + WORKS_FOR
    if today(team.product) > ends:
        raise WeekLinkEnded(f"This link worked until {ends.day} {ends:%B %Y}.")
    return WeekLink(team, week, team.lead)
