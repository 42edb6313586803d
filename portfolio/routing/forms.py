"""Forms of extension points, non-goals and partners. They add no rule of their own."""

from typing import Any

from django import forms

from company.calendar import today
from company.forms import DAY, PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from portfolio.models import ExtensionPoint, NonGoal, Partner


class RoutingForm(PlainDigits, VersionedRecord):
    """The form of a record of one of the three lists; only an existing one can be ended."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        if not self.instance.pk:
            del self.fields["ended_on"]


class ExtensionPointForm(RoutingForm):
    class Meta:
        model = ExtensionPoint
        fields = ["name", "kind", "state", "layer", "link", "ended_on"]
        widgets = {"ended_on": DAY}
        labels = {"ended_on": "Gone on"}


class NonGoalForm(RoutingForm):
    class Meta:
        model = NonGoal
        fields = ["title", "since", "because", "ended_on"]
        widgets = {
            "since": DAY,
            "ended_on": DAY,
            "because": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "title": "What do we not do?",
            "since": "Since when?",
            "because": "Because of what?",
            "ended_on": "Taken back on",
        }
        help_texts = {"because": "It is read by whoever is about to ask for it."}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, product=product, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("since", today(product))


class PartnerForm(RoutingForm):
    class Meta:
        model = Partner
        fields = ["name", "does", "link", "ended_on"]
        widgets = {"ended_on": DAY}
        labels = {"does": "What do they do?", "ended_on": "Stopped on"}
