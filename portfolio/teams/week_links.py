"""The signed link that shows a team's lead one week, and confirms it in one click."""

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
# From the week's end; later corrections need signing in.
WORKS_FOR = dt.timedelta(days=21)
_SAID = re.compile(r"([0-9]{1,18})\.([0-9]{4})-([0-9]{2})-([0-9]{2})\.([0-9]{1,18})")


class WeekLinkEnded(Exception):
    """The link was valid once; the message says why it is no longer."""


@dataclass(frozen=True)
class WeekLink:
    """The team, the week and the person that a link is for."""

    team: Team
    week: dt.date
    person: Person


def path_of_link(team: Team, week: dt.date, person: Person) -> str:
    """The path that opens the week for whoever has it; signed, and stored nowhere."""
    key = Signer(salt=SALT).sign(f"{team.pk}.{week.isoformat()}.{person.pk}")
    return reverse("week_link", args=[key])


def live_week_link(key: str) -> WeekLink:
    """What this key is for. Raises Http404 for any other text, and WeekLinkEnded."""
    try:
        numbers = _SAID.fullmatch(Signer(salt=SALT).unsign(key))
    except BadSignature:
        raise Http404("No week has this address.") from None
    if numbers is None:
        raise Http404("No week has this address.")
    week = dt.date(int(numbers[2]), int(numbers[3]), int(numbers[4]))
    team = Team.objects.select_related("product", "lead").filter(pk=int(numbers[1])).first()
    if team is None or team.lead is None or team.lead_id != int(numbers[5]):
        raise WeekLinkEnded("Somebody else leads this team now.")
    if not may(team.lead, team.product_id, "log effort"):
        raise WeekLinkEnded(f"{team.lead} logs no effort of {team.product} any more.")
    ends = sunday_of(week) + WORKS_FOR
    if today(team.product) > ends:
        raise WeekLinkEnded(f"This link worked until {ends.day} {ends:%B %Y}.")
    return WeekLink(team, week, team.lead)
