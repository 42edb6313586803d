"""List, create, read and PATCH for ordinary records, with the same rules of access."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import load_product, require, visible_products
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.models import Product
from company.records import Keeping
from company.versions import Stale, version_of


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
    """One kind of record of a product: `kind` says who may change it, `keep` is the action."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    lookup_value_regex = "[0-9]+"
    queryset: QuerySet[Any]
    kind: Keeping[Any]
    keep: Callable[..., Model]

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.filter(**{f"{self.kind.product}__in": visible_products(self.request.user)})

    def product_of_new(self, request: Request) -> Product:
        return product_in(request)

    @extend_schema(parameters=VERSIONED)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(parameters=VERSIONED)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        product = self.product_of_new(request)
        # Before the body is judged: whoever may not write learns nothing from its errors.
        require(request.user, product.pk, self.kind.doing)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = type(self).keep(None, given.validated_data, actor=request.user)
        return self._answer(made, status=201)

    @extend_schema(parameters=COMPARED)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        require(request.user, self.kind.product_of(record).pk, self.kind.doing)
        given = self.get_serializer(record, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        expected = expected_by(request)
        try:
            kept = type(self).keep(
                record.pk, given.validated_data, actor=request.user, expected=expected
            )
        except Stale as error:
            return stale_answer(error, self.get_serializer(error.current).data, request)
        return self._answer(kept)

    def _answer(self, record: Model, status: int = 200) -> Response:
        answer = Response(self.get_serializer(record).data, status=status)
        return tagged(answer, version_of(record))
