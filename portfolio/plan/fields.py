"""Fields of weeks, as forms show and read them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from company.units import ZERO


def weeks_field(label: str, **options: Any) -> forms.DecimalField:
    """Engineer-weeks to the hundredth; empty is none."""
    widget = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"})
    options = {"required": False, "min_value": 0, "widget": widget, **options}
    return forms.DecimalField(label=label, max_digits=9, decimal_places=2, **options)


def number(text: Any) -> Decimal:
    """What a field holds as a number; nothing where it holds none."""
    try:
        found = Decimal(str(text or 0))
    except InvalidOperation:
        return ZERO
    return found if found.is_finite() and abs(found) < 10**9 else ZERO
