"""The baseline, caps, budgets, deciding verbs and look-back."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import (
    GivenCount,
    GivenDay,
    GivenPercent,
    GivenWeeks,
    Id,
    Money,
    Percent,
    Weeks,
)
from company.api.versions import VERSIONED
from company.calendar import Quarter
from escalations.access import load_escalation
from escalations.api.input import ReasonIn, RowIn, SizedPartIn, row_inputs
from escalations.api.views import sent_to, verb_view
from escalations.models import Escalation
from governance.api.report import LookBackOut
from governance.approvals import actions as approvals
from governance.approvals.continuing import continue_special
from governance.approvals.reestimate import reestimate
from governance.approvals.retiring import retire
from governance.bands import Band
from governance.baselines import agree_baseline
from governance.budget import Budget, budget_of
from governance.caps import set_cap
from governance.lookback.build import DEFAULT_QUARTERS, look_back
from governance.models import Decision
from governance.report.json_facts import as_json
from portfolio.api_fields import QuarterText
from portfolio.plan.api import PlanOut, plan_answer


class BudgetOut(serializers.Serializer[Budget]):
    quarter = QuarterText()
    capacity_weeks = Weeks()
    cap_weeks = Weeks()
    held_weeks = Weeks()
    overdraft_weeks = Weeks()
    headroom_weeks = Weeks()
    committed_share = Percent(allow_null=True)
    share_to_date = Percent(allow_null=True)
    logged_share = Percent(allow_null=True)
    band = serializers.ChoiceField(Band.choices, allow_null=True)
    slots_used = serializers.IntegerField()
    slots = serializers.IntegerField()
    slot_weeks = Weeks()
    slots_apart_weeks = Weeks(source="apart_weeks")


class BudgetView(APIView):
    """One quarter's cap and what is left of it."""

    @extend_schema(operation_id="budget_retrieve", responses=BudgetOut)
    def get(self, request: Request, slug: str, quarter: Quarter) -> Response:
        product = load_product(request.user, slug)
        return Response(BudgetOut(budget_of(product, quarter)).data)


class CapIn(serializers.Serializer[Any]):
    percent = GivenPercent(min_value=0, max_value=100, required=False, allow_null=True)
    weeks = GivenWeeks(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class CapView(APIView):
    """The ceiling of a quarter."""

    @extend_schema(operation_id="cap_set", request=CapIn, responses=BudgetOut)
    def put(self, request: Request, slug: str, quarter: Quarter) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, "set the cap")
        asked = CapIn(data=request.data)
        asked.is_valid(raise_exception=True)
        set_cap(product=product, quarter=quarter, actor=person_of(request), **asked.validated_data)
        return Response(BudgetOut(budget_of(product, quarter)).data)


class BaselineIn(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class BaselineView(APIView):
    """Freeze the quarter as the executive team agreed it."""

    @extend_schema(
        operation_id="baseline_agree", parameters=VERSIONED, request=BaselineIn, responses=PlanOut
    )
    def post(self, request: Request, slug: str, quarter: Quarter) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, "agree the baseline")
        asked = BaselineIn(data=request.data)
        asked.is_valid(raise_exception=True)
        agree_baseline(
            product=product, quarter=quarter, actor=person_of(request), **asked.validated_data
        )
        return plan_answer(product, quarter)


class LookBackView(APIView):
    """Specials by quarter, and the four questions."""

    @extend_schema(
        operation_id="lookback_retrieve",
        responses=LookBackOut,
        parameters=[
            OpenApiParameter("quarters", int, default=DEFAULT_QUARTERS),
            OpenApiParameter("until", str, description="The last quarter, such as 2026Q4."),
        ],
    )
    def get(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        asked = LookBackIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response({"quarters": as_json(look_back(product, **asked.validated_data))})


class LookBackIn(serializers.Serializer[Any]):
    quarters = GivenCount(min_value=1, max_value=400, default=DEFAULT_QUARTERS)
    until = QuarterText(required=False)


class ApproveIn(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    override = serializers.BooleanField(default=False)
    swap_for = Id(required=False, allow_null=True)
    displacements = RowIn(many=True, required=False, help_text="Other lines than were proposed.")


class ReestimateIn(serializers.Serializer[Any]):
    """Either `weeks` in all, or `parts`, which replace those of every quarter."""

    weeks = GivenWeeks(required=False)
    parts = SizedPartIn(many=True, required=False, allow_empty=False)
    displacements = RowIn(many=True, default=list)
    reason = serializers.CharField()
    override = serializers.BooleanField(default=False)


class DeferIn(ReasonIn):
    until = GivenDay(required=False, allow_null=True, default=None)


class RedirectIn(serializers.Serializer[Any]):
    """Below three times what the weeks cost, the reason says why."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")
    to = serializers.ChoiceField(approvals.REDIRECTS)
    weeks = GivenWeeks(required=False, allow_null=True, default=None)
    price = Money(required=False, allow_null=True, default=None, min_value=0)
    partner = Id(required=False, allow_null=True, default=None)


class DecisionOut(serializers.ModelSerializer[Decision]):
    by = serializers.StringRelatedField[Any]()

    class Meta:
        model = Decision
        fields = [
            "id",
            "kind",
            "by",
            "at",
            "reason",
            "weeks",
            "is_override",
            "is_slot",
            "is_own_request",
            "used_slot_weeks",
            "judged",
            "until",
            "redirected_to",
            "partner",
            "price",
            "deal_amount",
            "customer_arr",
            "customer_renewal_date",
        ]


class DecisionsView(APIView):
    """What was decided about one escalation, oldest first."""

    @extend_schema(operation_id="escalations_decisions", responses=DecisionOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        escalation = load_escalation(request.user, pk)
        rows = Decision.objects.filter(escalation=escalation).select_related("by")
        return Response(DecisionOut(rows, many=True).data)


def _approval(escalation: Escalation, given: dict[str, Any]) -> dict[str, Any]:
    if (rows := given.pop("displacements", None)) is not None:
        given["rows"] = row_inputs(escalation.product, rows)
    other = given.pop("swap_for", None)
    if other is not None:
        known = Escalation.objects.ever_submitted()
        found = known.filter(product=escalation.product_id, pk=other)
        given["swap_for"] = found.select_related("product").first()
        if given["swap_for"] is None:
            raise serializers.ValidationError({"swap_for": [f"No escalation {other} here."]})
    return given


def _reestimate(escalation: Escalation, given: dict[str, Any]) -> dict[str, Any]:
    rows = row_inputs(escalation.product, given.pop("displacements"))
    if ("weeks" in given) == ("parts" in given):
        raise serializers.ValidationError({"weeks": ["Give weeks or parts, one of the two."]})
    if "parts" in given:
        given["parts"] = {part["quarter"]: part["weeks"] for part in given["parts"]}
    return {**given, "rows": rows}


VERBS = {
    "approve": verb_view("approve", ApproveIn, approvals.approve, _approval),
    "reestimate": verb_view("reestimate", ReestimateIn, reestimate, _reestimate),
    "decline": verb_view("decline", ReasonIn, approvals.decline),
    "defer": verb_view("defer", DeferIn, approvals.defer),
    "redirect": verb_view("redirect", RedirectIn, approvals.redirect, sent_to),
    "continue": verb_view("continue", ReasonIn, continue_special),
    "retire": verb_view("retire", ReasonIn, retire),
    "cancel": verb_view("cancel", ReasonIn, approvals.cancel),
}
