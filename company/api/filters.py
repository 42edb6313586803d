"""Filters of the API's lists, by the fields that a view names."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from django_filters.rest_framework.filters import NumberFilter

from company.texts import validate_digits


class Number(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, **options})

    def to_python(self, value: Any) -> int | None:
        validate_digits(str(value or ""))
        return super().to_python(value)


class IdFilter(NumberFilter):  # type: ignore[misc]  # untyped base
    """Filters by the id of an object.

    An id that does not exist, or that is not visible, gives an empty list, never an error.
    """

    field_class = Number

    def get_max_validator(self) -> MaxValueValidator:
        """Allow up to what a 64-bit column holds."""
        return MaxValueValidator(2**63 - 1)


class ByField(FilterSet):  # type: ignore[misc]  # untyped base
    class Meta:
        # A choice among all rows would tell by its refusal which numbers there are.
        filter_overrides = {models.ForeignKey: {"filter_class": IdFilter}}


class Filters(DjangoFilterBackend):  # type: ignore[misc]  # untyped base
    filterset_base = ByField
