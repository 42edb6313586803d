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
    """The weeks of one line; the page sends back, hidden, the weeks it showed."""

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
    """A new line: an item by its name, its weeks, and a slice for an item that is new."""

    item = forms.CharField(max_length=330, label="Item", widget=name_input())
    weeks = weeks_field("Weeks", required=True, min_value=Decimal("0.01"))
    slice = forms.ChoiceField(required=False, label="Slice of a new item")
    reason = reason_field()
    # Set by the view once the line was added.
    added: Item

    def __init__(
        self, *args: Any, slices: "list[SliceShare]", needs_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["slice"]
        choice.choices = [(each.key, each.name) for each in slices]
        self.fields["item"].widget.attrs["autofocus"] = True
        # One line of text, so that Enter sends the form from here, too.
        self.fields["reason"].widget = forms.TextInput()
        if not needs_reason:
            del self.fields["reason"]

    @property
    def place(self) -> str:
        """The slice that the form stands in; the first where no slice was chosen."""
        choice: Any = self.fields["slice"]
        keys = [key for key, _ in choice.choices]
        chosen = self["slice"].value()
        return str(chosen if chosen in keys else keys[0])


class OrderForm(forms.Form):
    """Where a line goes: `earlier`, `later`, `last`, or the id of the item it goes before."""

    to = forms.RegexField(r"^(earlier|later|last|[0-9]{1,18})$")

    def clean_to(self) -> Step | int | None:
        text = str(self.cleaned_data["to"])
        if text == "last":
            return None
        return int(text) if text.isdigit() else Step(text)


class ChosenForm(forms.Form):
    """Which of the proposed items; all of them are ticked to begin with."""

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
        """The ids ticked now, whether the form was sent or only opened."""
        ticked = {str(pk) for pk in self["items"].value() or []}
        items: Any = self.fields["items"]
        return {int(pk) for pk, _ in items.choices if pk in ticked}


class RollForm(ChosenForm):
    """The unfinished lines to take along."""


class FitForm(PlainDigits, ChosenForm):
    """The lines that go below; the page sends back, hidden, by how much the plan was too much."""

    seen = weeks_field("Too much", widget=forms.HiddenInput, required=True)

    def __init__(self, *args: Any, seen: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
