"""The set-up of a product in the API: slices and rates. Only administrators change it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import (
    is_administrator,
    load_product_set_up,
    load_product_to_manage,
    person_of,
    require_administrator,
)
from company.api.fields import GivenCount, GivenDay, Money
from company.api.products import Products, ProductSerializer
from company.models import Product, Rate
from company.texts import validate_title
from portfolio.models import Slice
from portfolio.products import add_product, change_product, set_rate
from portfolio.slices import add_slice, change_slice


def title(longest: int, **options: Any) -> serializers.CharField:
    """A serializer field for a name with at least one visible character."""
    return serializers.CharField(max_length=longest, validators=[validate_title], **options)


class ProductIn(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=60)
    name = title(200)
    rate = Money(
        max_digits=12, min_value=0, default="8000.00", help_text="Money per engineer-week."
    )
    currency = serializers.CharField(max_length=3, default="EUR")
    fiscal_year_start = GivenCount(
        min_value=1, max_value=12, default=1, help_text="The month in which the year starts."
    )
    time_zone = serializers.CharField(max_length=60, default="UTC")


class ProductChange(serializers.Serializer[Any]):
    name = title(200, required=False)
    time_zone = serializers.CharField(max_length=60, required=False)


class ManagedProducts(Products):
    """The products in which you have a role; site administrators make and rename products."""

    def get_queryset(self) -> QuerySet[Product]:
        """A site administrator sees all products by name, and nothing inside them."""
        if is_administrator(self.request.user):
            return Product.objects.all()
        return super().get_queryset()

    @extend_schema(request=ProductIn, responses={201: ProductSerializer})
    def create(self, request: Request) -> Response:
        require_administrator(request.user)
        given = ProductIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = add_product(**given.validated_data, actor=person_of(request))
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(request=ProductChange, responses=ProductSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        product = load_product_to_manage(request.user, slug)
        given = ProductChange(data=request.data)
        given.is_valid(raise_exception=True)
        kept = change_product(
            product=product, changes=given.validated_data, actor=person_of(request)
        )
        return Response(self.get_serializer(kept).data)


class SetUpList(generics.ListAPIView[Any]):
    """A list of a product's set-up, for its members and for site administrators."""

    def product(self) -> Product:
        return load_product_set_up(self.request.user, self.kwargs["slug"])


class SliceOut(serializers.ModelSerializer[Slice]):
    class Meta:
        model = Slice
        fields = ["key", "name", "position", "is_specials"]


class SliceIn(serializers.Serializer[Any]):
    key = serializers.SlugField(max_length=40, help_text="Stands for good in plans and imports.")
    name = title(80)


class SliceChange(serializers.Serializer[Any]):
    name = title(80, required=False)
    position = GivenCount(
        min_value=0, max_value=1000, required=False, help_text="Its place; the first is 0."
    )


class SliceList(SetUpList):
    """The slices of a product, in their order."""

    serializer_class = SliceOut
    queryset = Slice.objects.none()

    def get_queryset(self) -> QuerySet[Slice]:
        if getattr(self, "swagger_fake_view", False):
            return Slice.objects.none()
        return Slice.objects.filter(product=self.product()).order_by("position", "pk")

    @extend_schema(request=SliceIn, responses={201: SliceOut})
    def post(self, request: Request, slug: str) -> Response:
        product = load_product_to_manage(request.user, slug)
        given = SliceIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = add_slice(product=product, **given.validated_data, actor=person_of(request))
        return Response(SliceOut(made).data, status=201)


class SliceDetail(APIView):
    """One slice: another name, another place. None is ever taken away."""

    @extend_schema(request=SliceChange, responses=SliceOut)
    def patch(self, request: Request, slug: str, key: str) -> Response:
        product = load_product_to_manage(request.user, slug)
        given = SliceChange(data=request.data)
        given.is_valid(raise_exception=True)
        kept = change_slice(
            product=product, key=key, changes=given.validated_data, actor=person_of(request)
        )
        return Response(SliceOut(kept).data)


class RateOut(serializers.ModelSerializer[Rate]):
    per_week = Money()

    class Meta:
        model = Rate
        fields = ["from_date", "per_week"]


class RateIn(serializers.Serializer[Any]):
    from_date = GivenDay()
    per_week = Money(max_digits=12, min_value=0)


class RateList(SetUpList):
    """What an engineer-week costs from which day on, the first day first."""

    serializer_class = RateOut
    queryset = Rate.objects.none()

    def get_queryset(self) -> QuerySet[Rate]:
        if getattr(self, "swagger_fake_view", False):
            return Rate.objects.none()
        return Rate.objects.filter(product=self.product()).order_by("from_date")

    @extend_schema(request=RateIn, responses={201: RateOut})
    def post(self, request: Request, slug: str) -> Response:
        product = load_product_to_manage(request.user, slug)
        given = RateIn(data=request.data)
        given.is_valid(raise_exception=True)
        rate = set_rate(product=product, **given.validated_data, actor=person_of(request))
        return Response(RateOut(rate).data, status=201)
