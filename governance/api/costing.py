"""The costing of an escalation by the API: the numbers people gave, and what they come to."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import person_of, require
from company.api.fields import RecordSerializer
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.versions import Stale, version_of
from escalations.access import load_escalation
from escalations.costing import COSTINGS, costing_of, keep_costing
from escalations.models import Costing, Escalation
from escalations.models.costing import NUMBERS
from governance.full_costs import CostInAll, cost_in_all


class Figure(serializers.DecimalField):
    """A computed decimal with two places, wide enough for any sum of weeks or money."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 30, "decimal_places": 2, **options})


class CostingIn(RecordSerializer[Costing]):
    """What is left out stays as it is."""

    class Meta:
        model = Costing
        fields = [*NUMBERS, "sunset_on"]


class AssumptionsOut(serializers.Serializer[Any]):
    """What holds of every special: policy, and today's money per engineer-week."""

    support_years = serializers.IntegerField()
    minimum_return = Figure()
    licence_price = Figure(allow_null=True)
    rate = Figure()


class CostInAllOut(serializers.Serializer[Any]):
    """Weeks and money computed from the costing.

    `build_*` is null until somebody sized it; return, licences and recurring share are null where
    what they divide by is missing.
    """

    build_weeks = Figure(source="build.weeks", default=None, allow_null=True)
    build_cost = Figure(source="build.cost", default=None, allow_null=True)
    carrying_hours_for_updates = Figure(source="cost.carrying.hours")
    carrying_weeks_per_year = Figure(source="cost.carrying.weeks")
    carrying_cost_per_year = Figure(source="cost.carrying.cost")
    full_cost = Figure(source="cost.full_cost")
    paid = Figure(source="cost.paid")
    return_multiple = Figure(source="cost.return_multiple", allow_null=True)
    recurring_share = Figure(source="cost.recurring_share", allow_null=True)
    licences = Figure(source="cost.licences", allow_null=True)
    warning = serializers.CharField()
    assumptions = AssumptionsOut(source="cost.assumed")


class CostingOut(CostingIn):
    """The numbers people gave, and under `in_all` what they come to under today's policy."""

    in_all = serializers.SerializerMethodField()

    class Meta(CostingIn.Meta):
        fields = [*CostingIn.Meta.fields, "in_all"]

    @extend_schema_field(CostInAllOut)
    def get_in_all(self, costing: Costing) -> Any:
        cost: CostInAll = cost_in_all(costing.escalation, costing)
        return CostInAllOut(cost).data


class CostingView(APIView):
    """What carrying it takes each year, and what the customer pays for the work itself."""

    @extend_schema(operation_id="costing_retrieve", parameters=VERSIONED, responses=CostingOut)
    def get(self, request: Request, pk: int) -> Response:
        return _answer(load_escalation(request.user, pk))

    @extend_schema(
        operation_id="costing_replace",
        parameters=COMPARED,
        request=CostingIn,
        responses=CostingOut,
    )
    def put(self, request: Request, pk: int) -> Response:
        escalation = load_escalation(request.user, pk)
        require(request.user, escalation.product_id, COSTINGS.doing)
        given = CostingIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        expected, actor = expected_by(request), person_of(request)
        try:
            keep_costing(escalation, given.validated_data, actor=actor, expected=expected)
        except Stale as error:
            return stale_answer(error, CostingOut(error.current).data, request)
        return _answer(escalation)


def _answer(escalation: Escalation) -> Response:
    costing = costing_of(escalation)
    return tagged(Response(CostingOut(costing).data), version_of(costing))
