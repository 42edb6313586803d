"""The customisation stance in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import RecordSerializer
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.models import Product
from company.versions import Stale, version_of
from portfolio.models import Stance
from portfolio.stance.actions import STANCES, keep_stance, stance_of
from portfolio.stance.forms import ANSWERS


class StanceIn(RecordSerializer[Stance]):
    """What is left out stays as it is."""

    class Meta:
        model = Stance
        fields = ["customisation", "because", *ANSWERS]


class StanceOut(StanceIn):
    """`customisation` is empty while nobody has set a stance; `ready` counts the yes of seven."""

    ready = serializers.IntegerField(read_only=True)

    class Meta(StanceIn.Meta):
        fields = [*StanceIn.Meta.fields, "ready"]


class StanceView(APIView):
    """How far the product may be customised, and how ready the company is for it."""

    @extend_schema(operation_id="stance_retrieve", parameters=VERSIONED, responses=StanceOut)
    def get(self, request: Request, slug: str) -> Response:
        return _answer(load_product(request.user, slug))

    @extend_schema(
        operation_id="stance_set", parameters=COMPARED, request=StanceIn, responses=StanceOut
    )
    def put(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, STANCES.doing)
        given = StanceIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        expected, actor = expected_by(request), person_of(request)
        try:
            keep_stance(product, given.validated_data, actor=actor, expected=expected)
        except Stale as error:
            return stale_answer(error, StanceOut(error.current).data, request)
        return _answer(product)


def _answer(product: Product) -> Response:
    stance = stance_of(product)
    return tagged(Response(StanceOut(stance).data), version_of(stance))
