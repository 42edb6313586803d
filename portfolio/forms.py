"""Forms of items, customers, teams, who waits, and effort. They add no rule of their own."""

from typing import TYPE_CHECKING, Any

from django import forms

from company.models import Product
from portfolio.effort import EffortInput
from portfolio.models import Customer, Item, Slice, Team, Waiting
from portfolio.quarters import thursday_of
from portfolio.weeks import minutes_of

DAY = forms.DateInput(attrs={"type": "date"})

if TYPE_CHECKING:
    ItemFields = forms.ModelForm[Item]
    CustomerFields = forms.ModelForm[Customer]
    TeamFields = forms.ModelForm[Team]
    WaitingFields = forms.ModelForm[Waiting]
else:  # Django's forms take their types in its stubs only
    ItemFields = CustomerFields = TeamFields = WaitingFields = forms.ModelForm


class ItemForm(ItemFields):
    class Meta:
        model = Item
        fields = ["title", "slice", "started_on", "finished_on"]
        widgets = {"started_on": DAY, "finished_on": DAY}
        help_texts = {"slice": "Empty is uncategorised. Specials come from escalations."}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        core = Slice.objects.filter(product=product, is_specials=False)
        own = self.instance.slice
        if own is not None and own.is_specials:
            core = Slice.objects.filter(pk=own.pk)
        self.fields["slice"].queryset = core  # type: ignore[attr-defined]  # a choice of rows


class CustomerForm(CustomerFields):
    class Meta:
        model = Customer
        fields = ["name", "arr", "renewal_date", "segment", "version"]
        widgets = {"renewal_date": DAY}
        labels = {"arr": "Annual recurring revenue", "version": "Product version in use"}
        help_texts = {"arr": "0 for a prospect."}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product


class TeamForm(TeamFields):
    class Meta:
        model = Team
        fields = ["name", "kind", "people", "availability"]

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product


class WaitingForm(WaitingFields):
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


class EffortRowForm(forms.Form):
    """One team's work on one item in one week."""

    team = forms.ModelChoiceField(Team.objects.none())
    week = forms.DateField(widget=DAY, help_text="Any day of the week.")
    item = forms.ChoiceField()
    weeks = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=2, label="Engineer-weeks",
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )  # fmt: skip
    people = forms.IntegerField(min_value=1, initial=1, required=False)

    def __init__(self, *args: Any, product: Product, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(product=product)  # type: ignore[attr-defined]  # a choice of rows
        self.fields["item"].choices = choices  # type: ignore[attr-defined]  # a choice

    def clean_weeks(self) -> Any:
        weeks = self.cleaned_data["weeks"]
        if not weeks:
            raise forms.ValidationError("Effort is at least 0.01 wk.")
        return weeks

    def row(self, items: dict[int, Item]) -> EffortInput:
        given = self.cleaned_data
        return EffortInput(
            team=given["team"],
            item=items[int(given["item"])],
            date=thursday_of(given["week"]),
            minutes=minutes_of(given["weeks"]),
            people=given["people"] or 1,
        )


def item_choices(product: Product) -> list[Any]:
    """Items by slice, specials first, as the groups of a select."""
    rows = Item.objects.filter(product=product, finished_on__isnull=True).select_related("slice")
    groups: dict[str, list[tuple[int, str]]] = {}
    for item in rows.order_by("-slice__is_specials", "slice__position", "title"):
        name = item.slice.name if item.slice else "Uncategorised"
        groups.setdefault(name, []).append((item.pk, item.title))
    return [("", "Choose an item"), *groups.items()]
