"""The form that takes a request into the plan."""

from decimal import Decimal
from typing import Any

from django import forms

from company.calendar import Quarter, running_quarter
from escalations.demand import Wants, who_wants
from escalations.displacements.rows import parts_of, rows_of_proposal
from escalations.forms.displacements import OffersForm
from escalations.models import PLANNABLE, Approach
from escalations.queries import current_proposal, current_sizing
from portfolio.models import Slice
from portfolio.products import QUALITY

QUARTERS = 4


class TakeIntoPlanForm(OffersForm):
    """Quarter, slice and weeks of the new item, and what it displaces in the running quarter."""

    quarter = forms.ChoiceField(
        label="Into the plan of",
        help_text="In the running quarter it names what gives all of its weeks.",
    )
    slice = forms.ChoiceField(label="It belongs to")
    weeks = forms.DecimalField(min_value=Decimal("0.01"), max_digits=9, decimal_places=2)
    documented = forms.CharField(
        required=False,
        label="The documented behaviour that broke",
        help_text="Where it is written, and what it does instead.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label="Why it is planned work",
        help_text="It is published in the report, with your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sizing = current_sizing(self.escalation)
        self.is_fault = self.sizing.approach == Approach.FAULT
        self.is_plannable = self.sizing.approach in PLANNABLE
        running = running_quarter(self.escalation.product)
        ahead = [running.plus(n) for n in range(QUARTERS)]
        core = Slice.objects.filter(product=self.escalation.product, is_specials=False)
        slices = [(core_slice.key, core_slice.name) for core_slice in core]
        if self.is_fault and QUALITY in dict(slices):
            slices = [(key, name) for key, name in slices if key == QUALITY]
        self.fields["quarter"].choices = [(str(q), q.label) for q in ahead]  # type: ignore[attr-defined]  # a choice
        self.fields["slice"].choices = slices  # type: ignore[attr-defined]  # the same
        if not self.is_fault:
            del self.fields["documented"]
        self._start_from_sizing(ahead)

    def _start_from_sizing(self, ahead: list[Quarter]) -> None:
        asked = [quarter for quarter in parts_of(self.sizing) if quarter in ahead]
        self.initial["quarter"] = str(asked[0] if asked else ahead[0])
        self.initial["weeks"] = self.sizing.likely_weeks
        self.start_from(rows_of_proposal(current_proposal(self.sizing)))

    def quarters(self) -> list[Quarter]:
        running = running_quarter(self.escalation.product)
        return [running, running.next]

    def wanting(self) -> list[Wants]:
        """Who wants it, and will wait for the new item."""
        return who_wants(self.escalation)

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "quarter": Quarter.parse(given["quarter"]),
            "slice_key": given["slice"],
            "weeks": given["weeks"],
            "documented": given.get("documented", ""),
            "reason": given["reason"],
            "rows": self.rows(),
        }
