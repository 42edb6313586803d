"""What the link in a lead's mail opens: one week and one button. Opening it changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from company.versions import Stale
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.weeks import WeekFacts, week_facts
from portfolio.teams.week_links import WeekLink, WeekLinkEnded, live_week_link

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def week_link(request: HttpRequest, key: str) -> HttpResponse:
    """The rows on offer, which its button confirms exactly as they were shown."""
    try:
        link = live_week_link(key)
    except WeekLinkEnded as ended:
        return _private(
            render(request, "portfolio/week_link_ended.html", {"said": ended}, status=GONE)
        )
    timezone.activate(link.team.product.time_zone)
    facts, status, is_stale = week_facts(link.team, link.week), 200, False
    if request.method == "POST":
        is_stale = request.POST.get("offer") != facts.offer or not _confirm(link, facts)
        facts, status = week_facts(link.team, link.week), 412 if is_stale else 200
    context = {"facts": facts, "link": link, "is_stale": is_stale, "path": request.path}
    return _private(render(request, "portfolio/week_link.html", context, status=status))


def _confirm(link: WeekLink, facts: WeekFacts) -> bool:
    """Confirm the week as it was shown; False where it was changed at that moment."""
    try:
        confirm_week(
            team=link.team,
            week=link.week,
            rows=facts.offered,
            actor=link.person,
            expected=(facts.version,),
            by_link=True,
        )
    except Stale:
        return False
    return True


def _private(answer: HttpResponse) -> HttpResponse:
    """Headers by which no search engine lists the page and no proxy keeps it."""
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    return answer
