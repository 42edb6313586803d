"""The shapes of reports and look-backs in the OpenAPI schema, read off their own types."""

import dataclasses
import datetime as dt
import functools
import types
import typing
from decimal import Decimal
from typing import Any

from django.db import models
from rest_framework import serializers

from company.api.fields import Weeks
from company.calendar import Quarter
from governance.lookback.build import LookBack
from governance.report.sections import Report
from portfolio.api_fields import QuarterText

PLAIN: dict[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
    Decimal: Weeks,
    Quarter: QuarterText,
    dt.date: serializers.DateField,
    dt.datetime: serializers.DateTimeField,
    bool: serializers.BooleanField,
    int: serializers.IntegerField,
    str: serializers.CharField,
}


@functools.cache
def serializer_class(facts: type) -> type[serializers.Serializer[Any]]:
    """A serializer with a field for each field of a dataclass; the same class for each call, as the
    schema refuses two components of one name.
    """
    hints = typing.get_type_hints(facts)
    members = {f.name: _field(hints[f.name]) for f in dataclasses.fields(facts)}
    return type(f"{facts.__name__}Facts", (serializers.Serializer,), members)


def _field(hint: Any, **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        inner = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        return _field(inner, allow_null=True)
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        if dataclasses.is_dataclass(inner):
            return serializer_class(typing.cast(type, inner))(many=True)
        return serializers.ListField(child=_field(inner))
    if typing.get_origin(hint) is dict:
        return serializers.DictField(**options)
    if isinstance(hint, type) and issubclass(hint, models.TextChoices):
        return serializers.ChoiceField([(m.value, m.label) for m in hint], **options)
    if hint in PLAIN:
        return PLAIN[hint](**options)
    return serializer_class(hint)(**options)


class LookBackOut(serializers.Serializer[Any]):
    quarters = serializer_class(LookBack)(many=True)


ReportOut = serializer_class(Report)
