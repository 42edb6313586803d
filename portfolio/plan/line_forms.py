"""Forms of one line of a plan, and of what is rolled forward into it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from company.forms import PlainDigits
from portfolio.items.lookup import name_input
from portfolio.models import Item
from portfolio.plan.fields import weeks_field
from portfolio.plan.steps import Step

if TYPE_CHECKING:
    from portfolio.plan.line_states import LineState
    from portfolio.plan.slice_shares import SliceShare

WHY = "It stands beside the line, as what differs from the baseline."


def reason_field() -> forms.CharField:
    return forms.CharField(
        required=False,
        label="Why does the plan change?",
        help_text=WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LineForm(PlainDigits, forms.Form):
    """The weeks of one line; its page sends back the weeks that it showed."""

    weeks = weeks_field("Weeks", required=True)
    reason = reason_field()
    seen = weeks_field("Weeks shown", widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: "LineState", needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(weeks=state.weeks, seen=state.weeks)
        self.fields["weeks"].widget.attrs["autofocus"] = True
        if not needs_reason:
            del self.fields["reason"]


class AddForm(PlainDigits, forms.Form):
    """A new line: an item by its name, its weeks, and the slice of an item that is new too."""

    item = forms.CharField(max_length=330, label="Item", widget=name_input())
    weeks = weeks_field("Weeks", required=True, min_value=Decimal("0.01"))
    slice = forms.ChoiceField(required=False, label="Slice of a new item")
    reason = reason_field()
    # The item whose line was added, once one was.
    added: Item

    def __init__(
        self, *args: Any, slices: "list[SliceShare]", needs_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["slice"]
        choice.choices = [(each.key, each.name) for each in slices]
        self.fields["item"].widget.attrs["autofocus"] = True
        # Enter keeps the line, from this field too.
        self.fields["reason"].widget = forms.TextInput()
        if not needs_reason:
            del self.fields["reason"]

    @property
    def place(self) -> str:
        """The slice at whose foot the form stands; the first where none of them is chosen."""
        choice: Any = self.fields["slice"]
        keys = [key for key, _ in choice.choices]
        chosen = self["slice"].value()
        return str(chosen if chosen in keys else keys[0])


class OrderForm(forms.Form):
    """Where a line goes: `earlier`, `later`, `last`, or the number of the item it stands before."""

    to = forms.RegexField(r"^(earlier|later|last|[0-9]{1,18})$")

    def clean_to(self) -> Step | int | None:
        said = str(self.cleaned_data["to"])
        if said == "last":
            return None
        return int(said) if said.isdigit() else Step(said)


class ChosenForm(forms.Form):
    """Which of some items: those that are proposed, unless somebody says otherwise."""

    items = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Lines"
    )
    reason = reason_field()

    def __init__(self, *args: Any, rows: list[Item], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["items"]
        items.choices = [(str(item.pk), item.title) for item in rows]
        self.initial["items"] = [str(item.pk) for item in rows]
        if not needs_reason:
            del self.fields["reason"]

    @property
    def chosen(self) -> set[int]:
        """The items that are ticked now, whether the form was sent or only opened."""
        ticked = {str(pk) for pk in self["items"].value() or []}
        items: Any = self.fields["items"]
        return {int(pk) for pk, _ in items.choices if pk in ticked}


class RollForm(ChosenForm):
    """Which unfinished lines come along."""


class FitForm(PlainDigits, ChosenForm):
    """Which lines go below; its page sends back by how much the plan was too much."""

    seen = weeks_field("Too much", widget=forms.HiddenInput, required=True)

    def __init__(self, *args: Any, seen: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
