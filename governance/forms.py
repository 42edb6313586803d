"""Forms of decisions, caps and baselines. They shape input; the actions judge it."""

from typing import Any

from django import forms

from company.access import holds
from company.calendar import Quarter, running_quarter
from company.forms import DAY, PlainDigits
from company.models import Person
from company.roles import EXECUTIVE
from company.units import ZERO
from escalations.forms.displacements import Offer, OffersForm, ProposedOffersForm
from escalations.forms.steps import ReasonForm, StepForm, let_choose
from escalations.models import Escalation, Outcome
from governance.approvals.actions import REDIRECTS
from portfolio.models import Partner

REASON = forms.Textarea(attrs={"rows": 3})


class ApproveForm(ProposedOffersForm):
    """The reason, other lines than product proposed, a swap, and the override.

    Lines count only where they were opened (`other_lines`) and differ from the proposal: untouched,
    the proposal stands as it is, with the quarters it named.
    """

    other_lines = forms.BooleanField(required=False, widget=forms.HiddenInput)

    reason = forms.CharField(
        required=False, widget=REASON, help_text="Kept with the decision and shown in the report."
    )
    # Both are sent by the button that was pressed.
    override = forms.BooleanField(required=False, widget=forms.HiddenInput)
    swap = forms.BooleanField(required=False, widget=forms.HiddenInput)
    swap_for = forms.ModelChoiceField(
        Escalation.objects.none(),
        required=False,
        label="Instead of",
        help_text="Cancels that special in the same step; what it did not spend comes back.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("swap") and not given.get("swap_for") and "swap_for" not in self.errors:
            self.add_error("swap_for", "Choose the special that it replaces.")
        return given

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Escalation.objects.underway().filter(product=self.escalation.product)
        self.fields["swap_for"].queryset = others.select_related("product")  # type: ignore[attr-defined]  # a choice of rows

    @property
    def names_lines(self) -> bool:
        if not self.is_bound or not getattr(self, "cleaned_data", {}).get("other_lines"):
            return False
        return any(self._differs(offer) for offer in self.offers)

    def _differs(self, offer: Offer) -> bool:
        """Whether this line is to give other weeks or another outcome than product proposed."""
        given, proposed = self.cleaned_data, self.initial
        weeks, outcome, kept = (field and field.name for field in offer.fields)
        before, now = proposed.get(weeks) or ZERO, given.get(weeks) or ZERO
        if not before and not now:
            return False
        is_other = outcome and (given.get(outcome) or Outcome.SLIPS) != proposed.get(outcome)
        return bool(before != now or is_other or (kept and given.get(kept) != proposed.get(kept)))

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "reason": given["reason"],
            "override": bool(given.get("override")),
            "swap_for": given["swap_for"] if given["swap"] else None,
            "rows": self.rows() if self.names_lines else None,
        }

    def for_person(self, person: Person) -> None:
        """Take the override away from whoever is no executive."""
        if not holds(person, self.escalation.product_id, EXECUTIVE):
            del self.fields["override"]


class DeferForm(ReasonForm):
    until = forms.DateField(required=False, widget=DAY, label="Look at it again on")


class RedirectForm(StepForm):
    field_order = ("to", "partner", "weeks", "price", "reason")

    reason = forms.CharField(
        required=False,
        widget=REASON,
        help_text="It is kept, and read by others. Where the price is below three times what"
        " their weeks cost, it says why, in at least 20 characters.",
    )
    to = forms.ChoiceField(choices=[(to, to.title()) for to in REDIRECTS], label="To whom?")
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        required=False,
        label="To which partner?",
        help_text="Only where a partner does it.",
    )
    weeks = forms.DecimalField(
        required=False, min_value=0, max_digits=9, decimal_places=2, label="Their weeks"
    )
    price = forms.DecimalField(
        required=False, min_value=0, max_digits=14, decimal_places=2, label="Price"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self.fields, self.escalation.product, "partner")
        if (sizing := self.escalation.latest_sizing) and sizing.partner_id:
            self.initial.update(to="partner", partner=sizing.partner_id)


class ReestimateForm(OffersForm):
    """New weeks for all quarters together. More of them take weeks from lines."""

    weeks = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, label="Weeks in all")
    reason = forms.CharField(widget=REASON, help_text="It is kept, and read by others.")

    def quarters(self) -> list[Quarter]:
        """Weeks are raised in the running quarter, or in the next that has a part."""
        running = running_quarter(self.escalation.product)
        parts = self.escalation.approved_parts
        return [next((quarter for quarter in parts if quarter >= running), running)]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"weeks": given["weeks"], "reason": given["reason"], "rows": self.rows()}


class RankForm(PlainDigits, forms.Form):
    """The request it is to stand before in the queue; the last where none is named."""

    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class CapForm(PlainDigits, forms.Form):
    """The ceiling as a percent of capacity, or as weeks."""

    percent = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        label="Percent of capacity",
    )
    weeks = forms.DecimalField(
        required=False, min_value=0, max_digits=9, decimal_places=2, label="Or weeks"
    )
    reason = forms.CharField(
        required=False,
        widget=REASON,
        help_text="Once anything is held or the quarter is agreed, at least 20 characters."
        " A cap raised after the baseline is published.",
    )


class WriteOffForm(PlainDigits, forms.Form):
    """How much of the overdraft is forgiven, and why."""

    weeks = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, label="Weeks")
    reason = forms.CharField(
        widget=REASON, help_text="It is published in the report: at least 20 characters."
    )


class BaselineForm(forms.Form):
    reason = forms.CharField(
        required=False,
        widget=REASON,
        label="A word on it",
        help_text="Needed when the specials target lies above the cap.",
    )
