"""Sorting what was built, in the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import GivenCount, Percent, Visible
from company.models import Product
from portfolio.models import Item, SortedItem
from portfolio.sorting.actions import sort_item, undo_sorting
from portfolio.sorting.built import DEFAULT_QUARTERS, MOST_QUARTERS, Built

QUARTERS = OpenApiParameter(
    "quarters",
    {"type": "integer", "minimum": 1, "maximum": MOST_QUARTERS, "default": DEFAULT_QUARTERS},
    description="Over how many quarters, up to the last one with effort.",
)


class BuiltOut(serializers.Serializer[Built]):
    """How far it is sorted, and between which shares of it was for one customer."""

    is_by_weeks = serializers.BooleanField(
        help_text="False where nobody ever logged time: then each item counts one."
    )
    items = serializers.SerializerMethodField()
    sorted = serializers.IntegerField(source="sorted_count")
    skipped = serializers.IntegerField()
    sorted_share = Percent()
    lower_share = Percent(source="lower")
    upper_share = Percent(source="upper")
    next = serializers.SerializerMethodField(help_text="The id of the item to sort next.")

    def get_items(self, built: Built) -> int:
        return len(built.items)

    def get_next(self, built: Built) -> int | None:
        return next((item.pk for item in built.unsorted), None)


class SpanIn(serializers.Serializer[Any]):
    quarters = GivenCount(min_value=1, max_value=MOST_QUARTERS, default=DEFAULT_QUARTERS)


class SortIn(serializers.Serializer[Any]):
    item = Visible(queryset=Item.objects.select_related("product"))
    answer = serializers.ChoiceField(SortedItem.Answer.choices)
    customer = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="The name of the one customer it was for; added where nobody has it.",
    )


class SortingView(APIView):
    """What was built, sorted by for whom."""

    @extend_schema(operation_id="sorting_retrieve", parameters=[QUARTERS], responses=BuiltOut)
    def get(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        given = SpanIn(data=request.query_params)
        given.is_valid(raise_exception=True)
        return _answer(product, given.validated_data["quarters"])

    @extend_schema(operation_id="sorting_sort", request=SortIn, responses=BuiltOut)
    def post(self, request: Request, slug: str) -> Response:
        """Say what one item was."""
        product, person = load_product(request.user, slug), person_of(request)
        require(person, product.pk, "keep items")
        given = SortIn(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        said = given.validated_data
        if said["item"].product_id != product.pk:
            raise serializers.ValidationError({"item": f"It is no item of {product.slug}."})
        sort_item(**said, actor=person)
        return _answer(product)

    @extend_schema(operation_id="sorting_undo", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Take back what you sorted last."""
        product = load_product(request.user, slug)
        undo_sorting(product=product, actor=person_of(request))
        return Response(status=204)


def _answer(product: Product, quarters: int = DEFAULT_QUARTERS) -> Response:
    return Response(BuiltOut(Built.load(product, quarters)).data)
