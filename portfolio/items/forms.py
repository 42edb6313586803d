"""The form of an item. It adds no rule of its own."""

from typing import Any

from company.forms import DAY, PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from portfolio.customers.choice import offer_customers
from portfolio.models import Item, Slice

# The values are those of Django's select of three.
VALIDATED = [("unknown", "Nobody has said"), ("true", "Yes"), ("false", "No, it skipped that")]


class ItemForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Item
        fields = ["title", "slice", "customer", "started_on", "finished_on", "validated"]
        widgets = {"started_on": DAY, "finished_on": DAY}
        labels = {"validated": "Was it validated?", "customer": "For one customer only"}
        help_texts = {
            "customer": "Empty for work meant for all. It shows beside the share of specials.",
            "slice": "Left empty, it is uncategorised. Specials come from escalations.",
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
            offer_customers(self, product)
        self.fields["slice"].queryset = core  # type: ignore[attr-defined]  # a choice of rows
        self.fields["validated"].widget.choices = VALIDATED
