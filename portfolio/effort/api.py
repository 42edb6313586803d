"""Logging effort in the API: on items, and on what higher rooms name (`NAMED_WORK`)."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import person_of, require, visible_products
from company.api.fields import GivenCount, GivenDay, GivenWeeks, Id, Weeks
from company.calendar import thursday_of
from company.models import Person, Product
from company.units import minutes_of, weeks_of
from ledger import chain
from portfolio.effort.actions import EffortInput, answer_once, log_effort
from portfolio.models import Effort, Item, Team

# By the field of a row that may stand instead of `item`: finds what the person may see under
# those ids, each with the function that gives the item it is worked on as. Filled by
# config/wiring.py, since the portfolio does not know escalations.
type FindWork = Callable[[Product, Collection[int], Person], Mapping[int, Callable[[], Item]]]
NAMED_WORK: dict[str, FindWork] = {}


class EffortRowIn(serializers.Serializer[Any]):
    """Either `date` or any day of a `week`; either `weeks` or `minutes`; item or escalation."""

    team = Id()
    date = GivenDay(required=False)
    week = GivenDay(required=False)
    weeks = GivenWeeks(required=False)
    minutes = GivenCount(required=False, min_value=1)
    item = Id(required=False)
    escalation = Id(required=False)
    people = GivenCount(default=1, min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for one, other in [("date", "week"), ("weeks", "minutes"), ("item", "escalation")]:
            if (one in attrs) == (other in attrs):
                raise serializers.ValidationError(f"Give {one} or {other}, one of the two.")
        attrs["date"] = attrs["date"] if "date" in attrs else thursday_of(attrs["week"])
        attrs["minutes"] = attrs.get("minutes") or minutes_of(attrs.get("weeks", 0))
        if attrs["minutes"] < 1:
            raise serializers.ValidationError("Effort is at least 0.01 wk, or one minute.")
        return attrs


class EffortIn(serializers.Serializer[Any]):
    rows = serializers.ListField(child=EffortRowIn(), min_length=1)


class EffortOut(serializers.ModelSerializer[Effort]):
    weeks = serializers.SerializerMethodField()

    class Meta:
        model = Effort
        fields = ["id", "team", "item", "date", "minutes", "weeks", "people", "is_split"]

    def get_weeks(self, row: Effort) -> str:
        return str(weeks_of(row.minutes))


class EffortLogged(serializers.Serializer[Any]):
    rows = EffortOut(many=True)
    weeks = Weeks()


class EffortView(ListAPIView[Effort]):
    """Work really done, by team."""

    serializer_class = EffortOut
    filterset_fields = {"product__slug": ["exact"], "item": ["exact"], "date": ["gte", "lte"]}

    def get_queryset(self) -> QuerySet[Effort]:
        if getattr(self, "swagger_fake_view", False):
            return Effort.objects.none()
        visible = visible_products(self.request.user)
        return Effort.objects.filter(product__in=visible).order_by("pk")

    @extend_schema(
        operation_id="effort_log",
        request=EffortIn,
        responses={201: EffortLogged},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="The same key answers the same again and adds nothing.",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        person = person_of(request)
        product = _product_of(person, request.data)
        require(person, product.pk, "log effort")
        asked = EffortIn(data=request.data)
        asked.is_valid(raise_exception=True)

        @transaction.atomic
        def log() -> dict[str, Any]:
            chain.lock(product)  # before an escalation gets its item, so that it gets one only
            rows = _inputs(product, asked.validated_data["rows"], person)
            made = log_effort(product=product, rows=rows, actor=person)
            total = weeks_of(sum(row.minutes for row in made))
            return dict(EffortLogged({"rows": made, "weeks": total}).data)

        key = request.headers.get("Idempotency-Key")
        if key and len(key) > 200:
            raise serializers.ValidationError({"idempotency_key": ["At most 200 characters."]})
        body = json.dumps(request.data, sort_keys=True).encode()
        found = answer_once(person=person, key=key, body=body, do=log) if key else log()
        return Response(found, status=201)


def _product_of(person: Person, data: Any) -> Product:
    """The product of the first row's team. Raises Http404 where it is not visible."""
    try:
        team = int(data["rows"][0]["team"])
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        raise serializers.ValidationError(
            {"rows": ["Send rows, each with its team's id."]}
        ) from None
    rows = Team.objects.filter(product__in=visible_products(person))
    found = rows.select_related("product").filter(pk=team).first()
    if found is None:
        raise Http404("No team of that number is open to you.")
    return found.product


def _inputs(product: Product, rows: list[dict[str, Any]], person: Person) -> list[EffortInput]:
    teams = Team.objects.filter(product=product).in_bulk({row["team"] for row in rows})
    named = {field: {row[field] for row in rows if field in row} for field in ("item", *NAMED_WORK)}
    items = Item.objects.filter(product=product).in_bulk(named.pop("item"))
    work = {field: NAMED_WORK[field](product, ids, person) for field, ids in named.items()}
    inputs = []
    for n, row in enumerate(rows, start=1):
        kind = "item" if "item" in row else next(field for field in work if field in row)
        if row["team"] not in teams:
            raise serializers.ValidationError({"rows": [f"Row {n}: no team {row['team']}."]})
        known: Mapping[int, Any] = items if kind == "item" else work[kind]
        if row[kind] not in known:
            raise serializers.ValidationError({"rows": [f"Row {n}: no {kind} {row[kind]}."]})
        item = items[row["item"]] if kind == "item" else work[kind][row[kind]]()
        inputs.append(
            EffortInput(teams[row["team"]], item, row["date"], row["minutes"], row["people"])
        )
    return inputs
