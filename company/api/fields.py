"""How the API writes weeks, money and percents, and how it names what one may see."""

from decimal import ROUND_HALF_UP
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from company.access import visible_products
from company.models import Product
from company.texts import validate_digits


class Weeks(serializers.DecimalField):
    """Engineer-weeks in an answer, rounded half up to "3.25"."""

    def __init__(self, **options: Any) -> None:
        options = {"max_digits": 9, "decimal_places": 2, "rounding": ROUND_HALF_UP, **options}
        super().__init__(**options)


class _PlainDigits:
    """Accepts numbers and dates in the digits 0 to 9 only; Python alone would take 1_000."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            try:
                validate_digits(data)
            except ValidationError as error:
                raise serializers.ValidationError(error.messages) from None
        return super().to_internal_value(data)  # type: ignore[misc]  # a field's


class GivenNumber(_PlainDigits, serializers.DecimalField):
    """A decimal number in a request."""


class GivenCount(_PlainDigits, serializers.IntegerField):
    """A whole number in a request."""


class GivenDay(_PlainDigits, serializers.DateField):
    """A day in a request, "2026-11-30"."""


class GivenWeeks(GivenNumber):
    """Engineer-weeks in a request: 0 or more, at most two decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 9, "decimal_places": 2, "min_value": 0, **options})


class Id(GivenCount):
    """The id of an object in a request: at most what a 64-bit column holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**63 - 1, **options})


class Money(GivenNumber):
    """An amount in the product's currency, "480000.00"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **options})


class GivenPercent(GivenNumber):
    """A percent in a request, at most two decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 5, "decimal_places": 2, **options})


class Percent(serializers.DecimalField):
    """A share in percent in an answer, "11.60"; null where there is nothing to share."""

    def __init__(self, **options: Any) -> None:
        options = {"max_digits": 9, "decimal_places": 2, "rounding": ROUND_HALF_UP, **options}
        super().__init__(**options)


class ProductSlug(serializers.SlugRelatedField[Product]):
    """A product by its slug; in a request only one that the person may see."""

    def __init__(self, **options: Any) -> None:
        if not options.get("read_only"):
            options["queryset"] = Product.objects.all()
        super().__init__(slug_field="slug", **options)

    def get_queryset(self) -> QuerySet[Product]:
        return visible_products(self.context["request"].user)


class RecordSerializer[Record: Model](serializers.ModelSerializer[Record]):
    """A model's fields in requests and answers, with the stricter numbers and days above."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DecimalField: GivenNumber,
        models.PositiveIntegerField: GivenCount,
        models.PositiveSmallIntegerField: GivenCount,
        models.DateField: GivenDay,
    }


class Visible(_PlainDigits, serializers.PrimaryKeyRelatedField[Any]):
    """An object by its id; in a request only one of a product that the person may see."""

    def get_queryset(self) -> QuerySet[Model]:
        rows = super().get_queryset()
        assert rows is not None  # noqa: S101 (declared with one, or read-only and never asked)
        if "request" not in self.context:
            return rows
        return rows.filter(product__in=visible_products(self.context["request"].user))


class GivenNumberText(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped base
    """The OpenAPI pattern of a number: a digit at least, no sign where none is allowed."""

    target_class = "company.api.fields.GivenNumber"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        field = self.target
        whole, places = field.max_digits - field.decimal_places, field.decimal_places
        sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
        pattern = rf"^{sign}[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$"
        return {"type": "string", "format": "decimal", "pattern": pattern}
