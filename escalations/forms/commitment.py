"""The form of a commitment. It adds no rule of its own."""

from typing import Any

from company.access import Someone
from company.forms import DAY, PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from escalations.models import Commitment, Escalation
from escalations.states import OPEN, State
from portfolio.customers.choice import offer_customers
from portfolio.plan.fields import weeks_field


class CommitmentForm(PlainDigits, VersionedRecord):
    weeks = weeks_field(
        "Engineer-weeks that it takes",
        help_text="Empty where nobody sized it. Its request's sizing counts where it has one.",
    )

    class Meta:
        model = Commitment
        fields = [
            *("customer", "what", "due", "source", "sla", "weeks", "escalation"),
            *("kept_on", "broken_on"),
        ]
        widgets = {"due": DAY, "kept_on": DAY, "broken_on": DAY}
        labels = {
            "customer": "To whom?",
            "what": "What was promised?",
            "due": "By when?",
            "source": "Where was it promised?",
            "sla": "SLA, and what it costs to miss it",
            "escalation": "The request that it belongs to",
            "kept_on": "Kept on",
            "broken_on": "Or broken on",
        }
        help_texts = {"kept_on": "Empty while it is open."}

    def __init__(self, *args: Any, product: Product, person: Someone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        offer_customers(self, product)
        requests = Escalation.objects.visible_to(person).filter(product=product)
        own = requests.filter(pk=self.instance.escalation_id or 0)
        still_open = requests.filter(state__in=[*OPEN, State.DEFERRED])
        self.fields["escalation"].queryset = (still_open | own).order_by("title")  # type: ignore[attr-defined]  # a choice of rows
        if self.instance.escalation_id and not own.exists():
            # Tied to somebody else's draft, which must not be named: without the field it stays so.
            del self.fields["escalation"]
        if not self.instance.pk:
            del self.fields["kept_on"], self.fields["broken_on"]
