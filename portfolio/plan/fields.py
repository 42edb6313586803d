"""Fields of weeks, as forms show and read them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from company.units import ZERO


def weeks_field(label: str, **options: Any) -> forms.DecimalField:
    """A form field of engineer-weeks, to the hundredth; may be empty."""
    widget = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"})
    options = {"required": False, "min_value": 0, "widget": widget, **options}
    return forms.DecimalField(label=label, max_digits=9, decimal_places=2, **options)


def number(text: Any) -> Decimal:
    """The text of a field as a number; zero where it is none, or too large."""
    try:
        value = Decimal(str(text or 0))
    except InvalidOperation:
        return ZERO
    return value if value.is_finite() and abs(value) < 10**9 else ZERO
