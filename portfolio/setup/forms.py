"""The forms of the set-up. They add no rule of their own."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils.dates import MONTHS

from company.fields import TitleField
from company.forms import DAY, PlainDigits
from company.models import Person, Product, Role
from company.version_forms import VersionedFields
from portfolio.items.queries import items_going_on
from portfolio.models import Item, Slice


def title(model: Any, label: str, **options: Any) -> forms.CharField:
    """A form field for the model's `name`, with the column's length and checks."""
    column = model._meta.get_field("name")
    validators = TitleField.default_validators
    return forms.CharField(
        label=label, max_length=column.max_length, validators=validators, **options
    )


@cache
def time_zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


def time_zone() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Time zone", choices=time_zones, help_text="Where its days begin and end."
    )


def money() -> forms.DecimalField:
    return forms.DecimalField(
        label="Loaded cost of an engineer-week",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="Salary with everything that comes with it, in the product's currency.",
    )


class NewProductForm(PlainDigits, forms.Form):
    """A product with all that it begins with."""

    name = title(Product, "Name")
    slug = forms.SlugField(
        label="Short name", max_length=60, help_text="For addresses and files, like skylark."
    )
    currency = forms.RegexField(
        "^[A-Za-z]{3}$",
        label="Currency",
        initial="EUR",
        max_length=3,
        help_text="Three letters. It stays: amounts on record rest on it.",
        error_messages={"invalid": "Write three letters, such as EUR."},
    )
    fiscal_year_start = forms.TypedChoiceField(
        label="Fiscal year starts in",
        choices=list(MONTHS.items()),
        coerce=int,
        initial=1,
        help_text="It stays: quarters on record rest on it.",
    )
    time_zone = time_zone()
    rate = money()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("time_zone", "UTC")
        self.initial.setdefault("rate", "8000.00")


class ProductForm(VersionedFields):
    name = title(Product, "Name")
    time_zone = time_zone()


class SliceForm(VersionedFields):
    name = title(Slice, "Name")


class NewSliceForm(SliceForm):
    key = forms.SlugField(
        label="Key",
        max_length=40,
        help_text="Small letters, for imports and the API, like compliance. It stays.",
    )


class SplitForm(NewSliceForm):
    """A new slice, and which items of the slice that is split go along."""

    items: Any = forms.ModelMultipleChoiceField(
        Item.objects.none(),
        label="What goes along",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one item that goes along."},
    )

    def __init__(self, *args: Any, split: Slice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items_going_on(split)  # type: ignore[attr-defined]


class RateForm(PlainDigits, VersionedFields):
    from_date = forms.DateField(
        label="From which day on",
        widget=DAY,
        help_text="Work costs what the rate of its own day says. A rate of that day is replaced.",
    )
    per_week = money()

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:
        self.version = version
        super().__init__(*args, **kwargs)

    def version_now(self) -> str:
        return self.version


class RolesForm(VersionedFields):
    """All roles of somebody in a product."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Without any role they leave this product; what they wrote stays.",
    )


class NewMemberForm(forms.Form):
    email = forms.EmailField(label="E-mail", max_length=254)
    name = title(Person, "Name", required=False)
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    mail = forms.BooleanField(
        label="Mail them the link",
        required=False,
        help_text="Somebody new chooses a password by a link. Else it is shown to you, once.",
    )


class PersonForm(VersionedFields):
    name = title(Person, "Name", required=False)
    is_active = forms.BooleanField(
        label="May sign in",
        required=False,
        help_text="Whoever left may not; what they decided and wrote keeps their name.",
    )
    is_staff = forms.BooleanField(
        label="Site administrator",
        required=False,
        help_text="Manages products and people. It gives no right to approve anything.",
    )
