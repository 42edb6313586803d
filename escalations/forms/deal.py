"""The form of a deal. It adds no rule of its own."""

from typing import Any

from company.forms import DAY, PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from escalations.models import Deal
from portfolio.customers.choice import offer_customers


class DealForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Deal
        fields = [
            *("name", "customer", "amount", "kind", "stage", "close_date"),
            *("owner", "outcome", "signed_amount"),
        ]
        widgets = {"close_date": DAY}
        labels = {
            "name": "What is it called?",
            "amount": "Amount a year",
            "kind": "New, a renewal or an expansion?",
            "stage": "Stage, as your CRM says it",
            "close_date": "Closes on",
            "owner": "Whose deal is it?",
            "signed_amount": "Signed for",
        }
        help_texts = {
            "customer": "Leave it empty for an account nobody knows yet.",
            "signed_amount": "Of a won deal; empty means its amount.",
        }

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        offer_customers(self, product)
        self.fields["amount"].help_text = f"In {product.currency}."
        if not self.instance.pk:
            del self.fields["outcome"], self.fields["signed_amount"]
