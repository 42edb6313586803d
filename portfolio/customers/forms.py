"""Forms of customers and of who waits. They add no rule of their own."""

from typing import Any

from company.forms import DAY, PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from portfolio.customers.choice import offer_customers
from portfolio.models import Customer, Item, Waiting


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


class WaitingForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Waiting
        fields = ["customer", "since", "weight", "promised"]
        widgets = {"since": DAY}
        labels = {"weight": "How badly?", "promised": "It was promised to them"}

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.item = item
        offer_customers(self, item.product)
