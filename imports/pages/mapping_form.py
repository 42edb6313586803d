"""A mapping as a form: what is said of the whole file, of each kind in it, and the rules.

What nobody touches stays word for word as the mapping says it that the form begins with.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.models import Product
from imports import kinds
from imports.fields import Type
from imports.files.table import Table
from imports.mapping.schema import Mapping, Part
from imports.mapping.table_columns import Columns
from imports.mapping.toml import mapping_from
from imports.pages.part_form import PartForm
from imports.pages.rule_form import RuleForm, rule_forms
from imports.pages.touched import TouchedForm
from imports.problems import BadMapping

SIGNS = [("", "as they show themselves"), (".", "1,054.00"), (",", "1.054,00")]


class MappingForm(TouchedForm):
    """Begins with the mapping `base`; `mapping` is what it says after."""

    decimal_sign = forms.ChoiceField(
        label="Numbers are written like", choices=SIGNS, required=False
    )
    create_missing = forms.BooleanField(
        label="Create the customers, teams and planned items that rows name, where they are new",
        required=False,
    )
    rates = forms.CharField(
        label="Rates of other currencies",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "USD = 0.92; GBP = 1.15"}),
    )
    all_or_nothing = forms.BooleanField(
        label="Import nothing at all when a row is rejected", required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        table: Table,
        kinds_in_it: Sequence[str],
        base: Mapping,
        product: Product,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.table, self.base = table, base
        names = Columns(table, base.other_names)
        parts = {name: base.parts.get(name, Part()) for name in kinds_in_it}
        self.fields["decimal_sign"].initial = base.decimal_sign
        self.fields["rates"].initial = "; ".join(f"{c} = {r}" for c, r in base.rates.items())
        self.fields["create_missing"].initial = any(p.create_missing for p in parts.values())
        self.parts = [PartForm(data, kinds.get(n), p, table, names) for n, p in parts.items()]
        self.rules: list[RuleForm] = []
        if "items" in parts:
            self.rules = rule_forms(data, parts["items"].rules, names, product)

    def __iter__(self) -> Iterator[BoundField]:
        """The fields of parts and rules too, as pages list what is wrong with them."""
        yield from super().__iter__()
        for form in (*self.parts, *self.rules):
            yield from form

    @property
    def has_money(self) -> bool:
        return any(field.type is Type.MONEY for part in self.parts for field in part.of.fields)

    def typed(self) -> dict[str, str]:
        """What was sent, by the name of each field; a box that is not ticked is sent as blank."""
        names = [
            field.html_name
            for field in self
            if field.html_name in self.data or isinstance(field.field, forms.BooleanField)
        ]
        return {name: self.data.get(name, "") for name in names}

    def full_clean(self) -> None:
        super().full_clean()
        # Named as they are sent, so that a page finds the field that is wrong.
        for form in (*self.parts, *self.rules):
            self.errors.update({form.add_prefix(name): said for name, said in form.errors.items()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and all(form.is_valid() for form in (*self.parts, *self.rules)):
            try:
                self.mapping  # noqa: B018 (it is read for what it raises)
            except BadMapping as bad:
                self.add_error(None, str(bad))
        return cleaned

    @cached_property
    def mapping(self) -> Mapping:
        """The mapping that the filled form says. Raises BadMapping."""
        # A copy of its own, in which everything stands that no field of the form shows.
        data = self.base.as_data()
        for name in self.base.parts.keys() - {part.of.name for part in self.parts}:
            del data[name]
        self.put(data, "decimal_sign")
        if self.is_touched("rates"):
            data["rates"] = rates_from(self.cleaned_data["rates"])
        for part in self.parts:
            written = data.setdefault(part.of.name, {})
            self.put(written, "create_missing")
            part.write(written)
        if self.rules:
            data["items"]["rules"] = [rule for form in self.rules if (rule := form.said())]
        return mapping_from(data, self.base.name or "The mapping")


def rates_from(text: str) -> dict[str, str]:
    """The rates of a line like `USD = 0.92; GBP = 1.15`."""
    pairs = (each.partition("=") for each in text.split(";") if each.strip())
    return {code.strip().upper(): rate.strip() for code, _, rate in pairs}
