"""List, create, read and PATCH of ordinary records, by the same access everywhere."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import load_product, require, visible_products
from company.models import Product


def product_in(request: Request) -> Product:
    """The product that the body names. Raises Http404 for one that is not open to you."""
    slug = request.data.get("product") if isinstance(request.data, dict) else None
    if slug is None:
        raise serializers.ValidationError({"product": ["Say which product, by its slug."]})
    return load_product(request.user, str(slug))


class Records(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet[Any],
):
    """A kind of record of a product: `keep` is its action, `writers` who may change it."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    lookup_value_regex = "[0-9]+"
    queryset: QuerySet[Any]
    writers: Iterable[str]
    doing: str
    product_path = "product"
    keep: Callable[..., Model]

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.filter(**{f"{self.product_path}__in": visible_products(self.request.user)})

    def product_of_new(self, request: Request) -> Product:
        return product_in(request)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        product = self.product_of_new(request)
        require(request.user, product.pk, self.writers, self.doing)
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        record = self.queryset.model(**serializer.validated_data)
        serializer.instance = type(self).keep(record, actor=self.request.user)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        product = _follow(record, self.product_path)
        require(request.user, product.pk, self.writers, self.doing)
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if serializer.validated_data.get("product", product) != product:
            raise serializers.ValidationError({"product": ["A record stays in its product."]})
        for field, value in serializer.validated_data.items():
            setattr(record, field, value)
        serializer.instance = type(self).keep(record, actor=request.user)
        return Response(serializer.data)


def _follow(record: Model, path: str) -> Product:
    found: Any = record
    for name in path.split("__"):
        found = getattr(found, name)
    if not isinstance(found, Product):
        raise Http404
    return found
