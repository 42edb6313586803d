"""Forms of items, customers, teams and who waits. They add no rule of their own."""

from typing import Any

from django import forms

from company.forms import PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from portfolio.models import Customer, Item, Slice, Team, Waiting

# The values are those of Django's select of three.
VALIDATED = [("unknown", "Nobody has said"), ("true", "Yes"), ("false", "No, it skipped that")]
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ItemForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Item
        fields = ["title", "slice", "customer", "started_on", "finished_on", "validated"]
        widgets = {"started_on": DAY, "finished_on": DAY}
        labels = {"validated": "Was it validated?", "customer": "For one customer only"}
        help_texts = {
            "customer": "Empty for work meant for all. It shows beside the share of specials.",
            "slice": "Empty is uncategorised. Specials come from escalations.",
            "validated": "Did customers confirm that they need it, before it was built?",
        }

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        core = Slice.objects.filter(product=product, is_specials=False)
        own = self.instance.slice
        if own is not None and own.is_specials:
            core = Slice.objects.filter(pk=own.pk)
            del self.fields["customer"]
        else:
            mine = Customer.objects.filter(product=product)
            self.fields["customer"].queryset = mine  # type: ignore[attr-defined]  # a choice of rows
        self.fields["slice"].queryset = core  # type: ignore[attr-defined]  # a choice of rows
        self.fields["validated"].widget.choices = VALIDATED


class CustomerForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Customer
        fields = ["name", "arr", "renewal_date", "segment", "version", "account_key"]
        widgets = {"renewal_date": DAY}
        labels = {"arr": "Annual recurring revenue", "version": "Product version in use"}
        help_texts = {"arr": "0 for a prospect."}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product


class TeamForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Team
        fields = ["name", "kind", "people", "availability"]

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product


class WaitingForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Waiting
        fields = ["customer", "since", "weight", "promised"]
        widgets = {"since": DAY}
        labels = {"weight": "How badly?", "promised": "It was promised to them"}

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.item = item
        mine = Customer.objects.filter(product=item.product)
        self.fields["customer"].queryset = mine  # type: ignore[attr-defined]  # a choice of rows
