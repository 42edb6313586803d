"""The forms of how reports go out. They add no rules of their own."""

import datetime as dt
from typing import Any

from django import forms

from company.forms import PlainDigits
from company.models import Person, Product
from company.version_forms import VersionedRecord
from delivery.links import LONGEST_DAYS, make_link
from delivery.models import ReportLink, Subscriber
from delivery.queries import published_months
from delivery.subscribers import subscribe
from governance.models import ReportSettings


class SubscriberForm(forms.Form):
    """An address, with the product's members offered as suggestions."""

    email = forms.EmailField(
        label="Address",
        max_length=254,
        help_text="Of somebody with a role here, or of anybody without an account.",
        widget=forms.EmailInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    name = forms.CharField(
        required=False, max_length=200, label="Name", help_text="Of whoever has no account."
    )

    def add(self, product: Product, actor: Person) -> Subscriber:
        return subscribe(product=product, actor=actor, **self.cleaned_data)


class LinkForm(PlainDigits, forms.Form):
    """A link: for whom, of which published month, and for how many days."""

    name = forms.CharField(max_length=200, label="For whom")
    month = forms.ChoiceField(label="Report of")
    days = forms.IntegerField(label="Works for, in days", min_value=1, max_value=LONGEST_DAYS)

    def __init__(self, data: Any, *, product: Product) -> None:
        super().__init__(data, initial={"days": 30})
        self.product = product
        months: Any = self.fields["month"]
        months.choices = [(f"{m:%Y-%m}", f"{m:%B %Y}") for m in published_months(product)]

    def make(self, actor: Person) -> ReportLink:
        given = self.cleaned_data
        month = dt.date.fromisoformat(f"{given['month']}-01")
        return make_link(
            product=self.product, month=month, name=given["name"], days=given["days"], actor=actor
        )


class SettingsForm(PlainDigits, VersionedRecord):
    class Meta:
        model = ReportSettings
        fields = ["remind_on", "freeze_on", "goes_out_unsigned"]
        labels = {
            "remind_on": "Remind product managers on working day",
            "freeze_on": "Without a signature it goes out on working day",
            "goes_out_unsigned": "Where nobody signs it, it goes out all the same",
        }
        help_texts = {
            "remind_on": "Of the next month, from 8:00 on.",
            "freeze_on": "Of the next month, at noon; marked as not signed.",
        }
