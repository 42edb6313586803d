"""Forms of one line of a plan, and of what is rolled forward into it."""

from typing import TYPE_CHECKING, Any

from django import forms

from company.forms import PlainDigits
from portfolio.plan.forms import weeks_field

if TYPE_CHECKING:
    from portfolio.plan.line_states import LineState
    from portfolio.plan.rolling import Unfinished

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


class RollForm(forms.Form):
    """Which unfinished lines come along: all of them, unless somebody says otherwise."""

    items = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Lines"
    )
    reason = reason_field()

    def __init__(
        self, *args: Any, rows: list["Unfinished"], needs_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["items"]
        items.choices = [(str(one.item.pk), one.item.title) for one in rows]
        self.initial["items"] = [str(one.item.pk) for one in rows]
        if not needs_reason:
            del self.fields["reason"]

    @property
    def chosen(self) -> set[int]:
        """The items that are ticked now, whether the form was sent or only opened."""
        ticked = {str(pk) for pk in self["items"].value() or []}
        items: Any = self.fields["items"]
        return {int(pk) for pk, _ in items.choices if pk in ticked}
