"""Where it is heading, by the API, and what kind of company it is to be."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import Money, Percent, Weeks
from escalations.directions import DOING, set_direction
from escalations.models import Direction
from governance.api.costing import Figure
from governance.heading import heading_of
from portfolio.api_fields import QuarterText


class DirectionIn(serializers.ModelSerializer[Direction]):
    class Meta:
        model = Direction
        fields = ["kind", "reason"]


class DirectionOut(DirectionIn):
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta(DirectionIn.Meta):
        fields = [*DirectionIn.Meta.fields, "by", "at"]


class TrendOut(serializers.Serializer[Any]):
    """Least-squares line through the specials share: percentage points a quarter, the slope's
    standard error, and the number of quarters it rests on.
    """

    count = serializers.IntegerField()
    slope = Figure()
    error = Figure()


class HeadingRowOut(serializers.Serializer[Any]):
    quarter = QuarterText()
    share = Percent(source="share.share.share", allow_null=True)
    cap_percent = Percent(source="share.cap_percent")
    total_weeks = Weeks(source="share.share.total_weeks")
    customers = serializers.IntegerField(allow_null=True)
    customers_per_week = Figure(allow_null=True)
    overrides = serializers.IntegerField()
    won_share = Percent(source="specials.won_share", allow_null=True)
    median_multiplier = Figure(source="specials.median_multiplier", allow_null=True)
    paid = Money(source="specials.paid")
    cost = Money(source="specials.cost")
    price_over_cost = Figure(source="specials.price_over_cost", allow_null=True)
    recurring_share = Percent(source="specials.recurring_share", allow_null=True)


class HeadingOut(serializers.Serializer[Any]):
    sentence = serializers.CharField()
    trend = TrendOut(allow_null=True)
    quarters = HeadingRowOut(source="rows", many=True)
    directions = DirectionOut(many=True)


class HeadingView(APIView):
    """Eight quarters side by side, and the direction of the specials share."""

    @extend_schema(operation_id="heading_retrieve", responses=HeadingOut)
    def get(self, request: Request, slug: str) -> Response:
        return Response(HeadingOut(heading_of(load_product(request.user, slug))).data)


class DirectionView(APIView):
    """What kind of company the executives want it to be."""

    @extend_schema(
        operation_id="direction_create", request=DirectionIn, responses={201: DirectionOut}
    )
    def post(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, DOING)
        given = DirectionIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor = person_of(request)
        made = set_direction(product=product, actor=actor, **given.validated_data)
        return Response(DirectionOut(made).data, status=201)
