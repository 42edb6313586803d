"""The plan of a quarter: read it, replace it."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import GivenPercent, GivenWeeks, Id, Percent, Weeks
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.calendar import Quarter
from company.models import Product
from company.versions import Stale
from portfolio.api_fields import QuarterText
from portfolio.models import Item
from portfolio.plan.actions import LineInput, put_plan
from portfolio.plan.facts import PlanFacts, plan_facts


class LineIn(serializers.Serializer[Any]):
    item = Id(required=False, allow_null=True)
    reserve = serializers.BooleanField(default=False)
    weeks = GivenWeeks()
    below_weeks = GivenWeeks(required=False)
    kept_out = serializers.ListField(child=Id(), default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("item") is None) != attrs["reserve"]:
            raise serializers.ValidationError("A line names an item, or it is the reserve.")
        return attrs


class PlanIn(serializers.Serializer[Any]):
    capacity_weeks = GivenWeeks(required=False, allow_null=True, default=None)
    targets = serializers.DictField(child=GivenPercent(), default=dict)
    lines = LineIn(many=True, default=list)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class LineOut(serializers.Serializer[Any]):
    item = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    slice = serializers.CharField(allow_null=True)
    reserve = serializers.BooleanField()
    weeks = Weeks()
    below_weeks = Weeks()
    unfunded_weeks = Weeks()
    left_weeks = Weeks()
    kept_out = serializers.ListField(child=serializers.IntegerField())


class BaselineOut(serializers.Serializer[Any]):
    agreed_at = serializers.DateTimeField()
    agreed_by = serializers.CharField()
    agreed_late = serializers.BooleanField(help_text="After the tenth working day of its quarter.")
    capacity_weeks = Weeks()
    cap_weeks = Weeks()
    reason = serializers.CharField()
    targets = serializers.DictField(child=Percent())
    lines = serializers.ListField(child=serializers.DictField())


class DriftOut(serializers.Serializer[Any]):
    item = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    baseline_weeks = Weeks()
    weeks = Weeks()
    reasons = serializers.ListField(child=serializers.CharField())


class PlanOut(serializers.Serializer[PlanFacts]):
    product = serializers.CharField()
    quarter = QuarterText()
    capacity_weeks = Weeks()
    lines_weeks = Weeks()
    slack_weeks = Weeks()
    over_committed_weeks = Weeks()
    targets = serializers.DictField(child=Percent(allow_null=True))
    targets_total = Percent()
    lines = LineOut(many=True)
    baseline = BaselineOut(allow_null=True)
    drift = DriftOut(many=True)


class PlanView(APIView):
    """One product in one fiscal quarter."""

    @extend_schema(operation_id="plans_retrieve", parameters=VERSIONED, responses=PlanOut)
    def get(self, request: Request, slug: str, quarter: Quarter) -> Response:
        return plan_answer(load_product(request.user, slug), quarter)

    @extend_schema(
        operation_id="plans_replace", parameters=COMPARED, request=PlanIn, responses=PlanOut
    )
    def put(self, request: Request, slug: str, quarter: Quarter) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, "plan")
        asked = PlanIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        try:
            put_plan(
                product=product,
                quarter=quarter,
                capacity_weeks=given["capacity_weeks"],
                targets=given["targets"],
                lines=_lines(product, given["lines"]),
                reason=given["reason"],
                actor=person_of(request),
                expected=expected_by(request),
            )
        except Stale as error:
            return stale_answer(error, PlanOut(error.current).data, request)
        return plan_answer(product, quarter)


def plan_answer(product: Product, quarter: Quarter) -> Response:
    """The plan as it stands now, with its ETag."""
    facts = plan_facts(product, quarter)
    return tagged(Response(PlanOut(facts).data), facts.version)


def items_named(product: Product, ids: set[int], field: str) -> Mapping[int, Item]:
    """The product's items with these ids. Raises a ValidationError that names an unknown one."""
    found = Item.objects.filter(product=product).select_related("slice").in_bulk(ids)
    unknown = sorted(ids - set(found))
    if unknown:
        raise serializers.ValidationError({field: [f"No item {unknown[0]} in {product.slug}."]})
    return found


def _lines(product: Product, given: list[dict[str, Any]]) -> list[LineInput]:
    ids = {line["item"] for line in given if line.get("item")}
    ids |= {item for line in given for item in line["kept_out"]}
    items = items_named(product, ids, "lines")
    return [
        LineInput(
            item=items[line["item"]] if line.get("item") else None,
            weeks=line["weeks"],
            kept_out=[items[item] for item in line["kept_out"]],
            below_weeks=line.get("below_weeks"),
        )
        for line in given
    ]
