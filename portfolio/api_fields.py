"""Quarters and slices, as the API writes them."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from company.calendar import Quarter
from company.models import Product
from portfolio.models import Slice


@extend_schema_field({"type": "string", "pattern": "^[0-9]{4}Q[1-4]$", "example": "2026Q4"})
class QuarterText(serializers.Field[Quarter, str, str, Any]):
    """A fiscal quarter, "2026Q4"."""

    def to_internal_value(self, data: Any) -> Quarter:
        try:
            return Quarter.parse(str(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None

    def to_representation(self, value: Quarter) -> str:
        return str(value)


@extend_schema_field(OpenApiTypes.STR)
class SliceKey(serializers.Field[Any, str, str, Any]):
    """A slice of the product, named by its key; null is uncategorised."""

    def to_internal_value(self, data: Any) -> str:
        return str(data)

    def to_representation(self, value: Slice) -> str:
        return value.key


def slice_named(product: Product, key: str | None) -> Slice | None:
    """The slice with that key; None for None.

    Raises a ValidationError that names the known ones.
    """
    if key is None:
        return None
    slices = {found.key: found for found in Slice.objects.filter(product=product)}
    if key not in slices:
        raise serializers.ValidationError(
            {"slice": [f"{product.slug} has no slice {key!r}. Slices: {', '.join(slices)}."]}
        )
    return slices[key]
