"""The request form, and what it shows of a draft's claims."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from company.calendar import today
from company.forms import DAY, PlainDigits
from company.models import Product
from company.texts import number_in
from company.version_forms import VersionedRecord
from escalations.claims import ClaimInput
from escalations.forms.steps import deal_label
from escalations.models import Claim, Commitment, Deal, Escalation
from escalations.needed import MISSING, NEEDED
from escalations.states import State
from escalations.transitions import escalation_version
from portfolio.customers.choice import customer_by_number, offer_customers

NOBODY = "No one customer is called %(value)s. Choose one, or add a new one."
NO_DEAL = ("", "No deal depends on it")
# Deals listed while no customer is chosen; with more there are, none is.
MOST_DEALS = 50


class EscalationForm(PlainDigits, VersionedRecord):
    """The request. The problem is asked for before the solution."""

    claims = forms.MultipleChoiceField(
        choices=Claim.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
        help_text="What was said for it. Each is dated, and marked true or false after delivery.",
    )
    claim_note = forms.CharField(
        required=False, label="In whose words", help_text="Who said it, and how."
    )

    past_is_meant = forms.BooleanField(required=False)
    promised = forms.CharField(
        required=False,
        max_length=300,
        label="What was already promised?",
        help_text="Leave it empty if nothing was. It stands among the promises, and in the report.",
    )
    promised_by = forms.DateField(required=False, label="By when?", widget=DAY)
    promised_in = forms.ChoiceField(
        required=False,
        label="Where was it promised?",
        choices=Commitment.Source.choices,
        initial=Commitment.Source.SPOKEN,
    )

    class Meta:
        model = Escalation
        fields = ["customer", "deal", "problem", "title", "needed_by", "origin"]
        widgets = {
            "needed_by": DAY,
            "problem": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {
            "problem": "What can the customer not do today?",
            "title": "In a few words, what do they ask for?",
            "needed_by": "By when do they need it?",
            "origin": "Where does it come from?",
            "deal": "Which deal depends on it?",
        }
        help_texts = {
            "problem": "The problem, not the solution: who is stuck, how often, what it costs.",
            "deal": "Leave it empty if none does.",
        }

    def __init__(
        self, *args: Any, product: Product, is_handed_over: bool = False, **kwargs: Any
    ) -> None:
        """`is_handed_over` asks for all that engineering needs, which a draft may leave out."""
        super().__init__(*args, **kwargs)
        self.product, self.is_handed_over = product, is_handed_over
        offer_customers(self, product).may_add = True
        self.fields["customer"].error_messages["invalid_choice"] = NOBODY
        self.fields["deal"].queryset = open_deals(product, self.instance.deal_id)  # type: ignore[attr-defined]  # a choice of rows
        self.fields["deal"].label_from_instance = deal_label  # type: ignore[attr-defined]  # the same
        for name in ("customer", "title", "problem", "needed_by"):
            self.fields[name].required = False
        if self.instance.pk:
            self.initial.update(_claims_of(self.instance))

    def offer_deals(self) -> None:
        """List the deals of the customer chosen in the form, and those without a customer."""
        customer = customer_by_number(self.product, self["customer"].value())
        deals = open_deals(self.product, self.instance.deal_id)
        number = number_in(self["deal"].value()) or 0
        if customer:
            deals = deals.filter(Q(customer=customer) | Q(customer=None) | Q(pk=number))
        listed = list(deals[: MOST_DEALS + 1])
        field = self.fields["deal"]
        if not customer and len(listed) > MOST_DEALS:
            listed = list(deals.filter(pk=number))
            field.help_text = "Choose the customer first: their deals stand here then."
        field.choices = [NO_DEAL, *((deal.pk, deal_label(deal)) for deal in listed)]  # type: ignore[attr-defined]  # a choice of rows

    @property
    def missing(self) -> list[str]:
        """A sentence for each field that engineering needs and that is empty, in the form's
        order.
        """
        return [said for name, said in MISSING.items() if not self[name].value()]

    def open_at_first_gap(self) -> None:
        gap = next((name for name in MISSING if not self[name].value()), None)
        if gap:
            self.fields[gap].widget.attrs["autofocus"] = True

    def version_now(self) -> str:
        return escalation_version(self.instance)

    def texts_of(self, record: Escalation) -> dict[str, Any]:
        return {**super().texts_of(record), **_claims_of(record)}

    def clean(self) -> Any:
        """A promise needs what, by when and to whom; its errors keep nothing else from being
        saved.
        """
        given = super().clean()
        what, by = self.cleaned_data.get("promised"), self.cleaned_data.get("promised_by")
        if what and not by and "promised_by" not in self.errors:
            self.add_error("promised_by", "Say by when it was promised.")
        if by and not what and "promised" not in self.errors:
            self.add_error("promised", "Say what was promised.")
        if what and by and not self.cleaned_data.get("customer"):
            self.add_error("promised", "Say to whom, too: choose the customer.")
        if self.is_handed_over:
            self._ask_what_is_needed()
        return given

    def _ask_what_is_needed(self) -> None:
        for name, said in NEEDED.items():
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, said)
        day = self.cleaned_data.get("needed_by")
        if has_passed(self.product, day) and not self.cleaned_data.get("past_is_meant"):
            self.add_error("needed_by", "That day has passed. Change it, or say that it is meant.")

    def promise_given(self) -> dict[str, Any] | None:
        """The promise as a commitment's fields; None where none was made."""
        given = self.cleaned_data
        if not given.get("promised") or not given.get("promised_by"):
            return None
        return {
            "what": given["promised"],
            "due": given["promised_by"],
            "source": given.get("promised_in") or Commitment.Source.OTHER,
        }

    def claims_given(self) -> list[ClaimInput]:
        note = self.cleaned_data.get("claim_note", "")
        return [ClaimInput(kind, note) for kind in self.cleaned_data.get("claims", [])]

    @property
    def has_words(self) -> bool:
        """Whether anything was written that is worth keeping as a draft."""
        given = self.cleaned_data
        return any(given.get(name) for name in ("customer", "problem", "title", "deal"))


def has_passed(product: Product, day: dt.date | None) -> bool:
    return day is not None and day < today(product)


def open_deals(product: Product, standing: int | None = None) -> QuerySet[Deal]:
    """Deals that may still be won, and the one with the id `standing`."""
    is_offered = Q(outcome=Deal.Outcome.OPEN) | Q(pk=standing or 0)
    return Deal.objects.filter(is_offered, product=product).select_related("customer")


def _claims_of(escalation: Escalation) -> dict[str, Any]:
    """A draft's claims as its form shows them; none later, when claims can only be added."""
    if escalation.state != State.DRAFT:
        return {}
    standing = list(escalation.claims.all())
    note = next((claim.note for claim in standing if claim.note), "")
    return {"claims": [claim.kind for claim in standing], "claim_note": note}
