"""What all our forms share."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from company.texts import validate_digits

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
COUNTED = (forms.DecimalField, forms.IntegerField, forms.DateField, forms.ModelChoiceField)

if TYPE_CHECKING:
    AnyForm = forms.BaseForm
else:  # mixed into forms only
    AnyForm = object


def whole_number(text: Any) -> int:
    """A whole number of at most four digits; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", str(text)) else 0


class PlainDigits(AnyForm):
    """Accepts numbers and dates in the digits 0 to 9 only; Python alone would take 1_000."""

    def clean(self) -> Any:
        given = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, COUNTED) and name not in self.errors:
                self._refuse_other_digits(name)
        return given

    def _refuse_other_digits(self, name: str) -> None:
        try:
            validate_digits(str(self[name].data or ""))
        except ValidationError as error:
            self.add_error(name, error)
