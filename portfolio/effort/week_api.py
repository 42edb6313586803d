"""A team's week in the API: what is logged and suggested, and saying what it was."""

import datetime as dt
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import person_of, require, visible_products
from company.api.fields import GivenCount, GivenPercent, GivenWeeks, Id, Weeks
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.models import Person
from company.units import minutes_of
from company.versions import Stale
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.weeks import WeekFacts, WeekRow, full_minutes, week_facts
from portfolio.models import Item, Team


class WeekRowIn(serializers.Serializer[Any]):
    """Either `weeks`, or `percent` of the team's week."""

    item = Id()
    weeks = GivenWeeks(required=False)
    percent = GivenPercent(required=False, min_value=0)
    people = GivenCount(default=1, min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("weeks" in attrs) == ("percent" in attrs):
            raise serializers.ValidationError("Give weeks or percent, one of the two.")
        return attrs


class WeekIn(serializers.Serializer[Any]):
    rows = serializers.ListField(child=WeekRowIn(), help_text="Empty: nothing was done.")


class WeekRowOut(serializers.Serializer[WeekRow]):
    item = serializers.IntegerField(source="item.pk")
    title = serializers.CharField(source="item.title")
    weeks = Weeks()
    people = serializers.IntegerField()


class WeekConfirmedOut(serializers.Serializer[Any]):
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    by_link = serializers.BooleanField()


class WeekOut(serializers.Serializer[WeekFacts]):
    team = serializers.IntegerField(source="team.pk")
    week = serializers.DateField(help_text="Its Thursday.")
    team_weeks = Weeks(source="full_weeks")
    logged_weeks = Weeks()
    rows = WeekRowOut(many=True)
    brought_in = WeekRowOut(many=True, help_text="By imports: corrected in their files.")
    suggested = WeekRowOut(many=True, help_text="The week before, where nothing is logged.")
    confirmed = WeekConfirmedOut(allow_null=True)


class WeekView(APIView):
    """One week of one team, written like 2026-W47."""

    @extend_schema(operation_id="team_week_retrieve", parameters=VERSIONED, responses=WeekOut)
    def get(self, request: Request, pk: int, week: dt.date) -> Response:
        return _answer(week_facts(_team(person_of(request), pk), week))

    @extend_schema(
        operation_id="team_week_confirm", parameters=COMPARED, request=WeekIn, responses=WeekOut
    )
    def put(self, request: Request, pk: int, week: dt.date) -> Response:
        """Make the team's effort by hand in that week exactly this, and confirm it."""
        person = person_of(request)
        team = _team(person, pk)
        require(person, team.product_id, "log effort")
        asked = WeekIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            confirm_week(
                team=team,
                week=week,
                rows=_rows(team, asked.validated_data["rows"]),
                actor=person,
                expected=expected_by(request),
            )
        except Stale as error:
            return stale_answer(error, WeekOut(error.current).data, request)
        return _answer(week_facts(team, week))


def _answer(facts: WeekFacts) -> Response:
    return tagged(Response(WeekOut(facts).data), facts.version)


def _team(person: Person, pk: int) -> Team:
    rows = Team.objects.filter(product__in=visible_products(person)).select_related("product")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("No team of that number is open to you.")
    return found


def _rows(team: Team, given: list[dict[str, Any]]) -> list[WeekRow]:
    rows = Item.objects.filter(product=team.product_id).select_related("slice")
    items = rows.in_bulk({row["item"] for row in given})
    found = []
    for n, row in enumerate(given, start=1):
        if row["item"] not in items:
            raise serializers.ValidationError({"rows": [f"Row {n}: no item {row['item']}."]})
        minutes = (
            minutes_of(row["weeks"])
            if "weeks" in row
            else round(row["percent"] * full_minutes(team) / 100)
        )
        found.append(WeekRow(items[row["item"]], minutes, row["people"]))
    return found
