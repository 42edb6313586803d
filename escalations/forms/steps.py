"""Forms of an escalation's steps, one for each verb. They shape input; the actions judge it."""

from typing import Any

from django import forms
from django.utils.text import Truncator

from company import clock
from company.calendar import Quarter, running_quarter
from company.forms import DAY, PlainDigits
from company.models import Product
from escalations.models import Approach, Deal, Escalation, LaterAnswer, Offload, Review
from escalations.queries import weeks_spent
from portfolio.customers.choice import offer_customers
from portfolio.models import Customer, ExtensionPoint, Partner


class StepForm(PlainDigits, forms.Form):
    """The form of one verb on an escalation; `values` are the arguments of its action."""

    def __init__(self, *args: Any, escalation: Escalation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.escalation = escalation

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DeliverForm(StepForm):
    """Asks whether the logged weeks are the total."""

    total_confirmed = forms.BooleanField(
        label="All work on it is logged", initial=True, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["total_confirmed"].help_text = (
            f"{weeks_spent(self.escalation)} wk are logged on it. Leave it unticked while some is"
            " missing: until its total is confirmed it keeps the weeks that were approved."
        )


class TotalForm(StepForm):
    """Asks for a yes alone, below what is logged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lede = f"{weeks_spent(self.escalation)} wk are logged on it."


class SizeForm(StepForm):
    """A sizing in one quarter, or in two."""

    quarter = forms.ChoiceField(label="In which quarter?")
    low_weeks = forms.DecimalField(label="Low", min_value=0, max_digits=9, decimal_places=2)
    likely_weeks = forms.DecimalField(
        label="Likely",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text="These are the weeks that it asks for.",
    )
    high_weeks = forms.DecimalField(label="High", min_value=0, max_digits=9, decimal_places=2)
    next_weeks = forms.DecimalField(
        label="Of the likely weeks, in the quarter after it",
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text="Leave it empty when one quarter is enough.",
    )
    approach = forms.ChoiceField(choices=Approach.choices, initial=Approach.CORE)
    extension_point = forms.ModelChoiceField(
        ExtensionPoint.objects.none(),
        required=False,
        label="Through which extension point?",
        empty_label="Through none, or not known yet",
        help_text="One that does not exist yet counts, too.",
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        required=False,
        label="By which partner?",
        empty_label="By none, or not known yet",
    )
    note = forms.CharField(
        label="What it takes, in a sentence", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = running_quarter(self.escalation.product)
        quarters = [running.plus(n) for n in range(4)]
        let_choose(self.fields, self.escalation.product, "extension_point", "partner")
        self.fields["quarter"].choices = [(str(q), q.label) for q in quarters]  # type: ignore[attr-defined]  # a choice
        sizing = self.escalation.latest_sizing
        if sizing and not self.is_bound:
            names = ("low_weeks", "likely_weeks", "high_weeks", "approach", "note")
            self.initial.update(extension_point=sizing.extension_point_id)
            self.initial.update(partner=sizing.partner_id)
            self.initial.update({name: getattr(sizing, name) for name in names})

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        quarter, later = Quarter.parse(given.pop("quarter")), given.pop("next_weeks")
        likely = given["likely_weeks"]
        given["parts"] = {quarter: likely - (later or 0)}
        if later:
            given["parts"][quarter.next] = later
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        later, likely = given.get("next_weeks"), given.get("likely_weeks")
        if later and likely is not None and later > likely:
            self.add_error("next_weeks", f"That is more than the {likely} likely weeks.")
        return given


class JoinForm(StepForm):
    """Another customer who asks for the same, and their deal."""

    customer = forms.ModelChoiceField(Customer.objects.none(), label="Which customer?")
    deal = forms.ModelChoiceField(
        Deal.objects.none(), required=False, label="Which deal depends on it?"
    )
    note = forms.CharField(
        label="A word on it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What is different for them, if anything is.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        it = self.escalation
        offer_customers(self, it.product)
        deals = Deal.objects.filter(product=it.product, outcome=Deal.Outcome.OPEN)
        self.fields["deal"].queryset = deals.select_related("customer")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["deal"].label_from_instance = deal_label  # type: ignore[attr-defined]  # the same


class LeaveForm(StepForm):
    customer = forms.ModelChoiceField(Customer.objects.none(), label="Which customer?")
    note = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = self.escalation.joins.standing().values("customer")
        self.fields["customer"].queryset = Customer.objects.filter(pk__in=asking)  # type: ignore[attr-defined]  # a choice of rows


class OffloadForm(StepForm):
    extension_point = forms.ModelChoiceField(
        ExtensionPoint.objects.none(),
        required=False,
        label="Which extension point would have done it?",
        empty_label="None would have",
        help_text="One that does not exist yet counts, too: the report ranks those.",
    )
    note = forms.CharField(
        label="A word on it", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = ExtensionPoint.objects.standing().filter(product=self.escalation.product)
        self.fields["extension_point"].queryset = standing  # type: ignore[attr-defined]  # a choice of rows
        self.fields["extension_point"].label_from_instance = _said  # type: ignore[attr-defined]  # the same
        if said := Offload.objects.filter(escalation=self.escalation).first():
            self.initial.update(extension_point=said.extension_point_id, note=said.note)


def deal_label(deal: Deal) -> str:
    return f"{deal.name} ({deal.customer or 'no customer'}, {deal.amount:,.0f})"


def let_choose(fields: dict[str, forms.Field], product: Product, *names: str) -> None:
    """Offer the extension points or partners there are; where there are none, drop the field."""
    standing = {
        "extension_point": ExtensionPoint.objects.standing().filter(product=product),
        "partner": Partner.objects.standing().filter(product=product),
    }
    for name in names:
        if not standing[name].exists():
            del fields[name]
            continue
        fields[name].queryset = standing[name]  # type: ignore[attr-defined]  # a choice of rows
        fields[name].label_from_instance = _said  # type: ignore[attr-defined]  # the same


def _said(way: ExtensionPoint | Partner) -> str:
    return way.said if isinstance(way, ExtensionPoint) else way.name


class ReasonForm(StepForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), help_text="It is kept, and read by others."
    )


class QuestionForm(StepForm):
    question = forms.CharField(
        label="What do you need to know?", widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(StepForm):
    text = forms.CharField(label="Your answer", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = f"Asked: {self.escalation.question}"


class JudgeForm(StepForm):
    """Which claims came true, and whether product's position did; each may be left open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for claim in self.escalation.claims.all():
            self.fields[f"claim_{claim.pk}"] = _came_true(claim.get_kind_display())
        proposal = self.escalation.latest_proposal
        if proposal and proposal.position:
            self.fields["position"] = _came_true(
                f"Product: {Truncator(proposal.position).words(18)}"
            )

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        claims = {int(n[6:]): given.pop(n) for n in list(given) if n.startswith("claim_")}
        given["claims"] = {pk: verdict == "true" for pk, verdict in claims.items() if verdict}
        verdict = given.pop("position", "")
        return {**given, "position": verdict == "true" if verdict else None}


def _came_true(quoted: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[("", "Cannot say"), ("true", "It was true"), ("false", "It was not")],
        required=False,
        label=f"“{quoted}”",
    )


class ForecastForm(StepForm):
    """The weeks that are left to do."""

    left_weeks = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=2, label="Weeks left to do"
    )
    note = forms.CharField(required=False, max_length=500, label="Why, in a sentence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spent, approved = weeks_spent(self.escalation), self.escalation.approved_weeks
        self.lede = f"{spent} wk are spent of {approved} approved."


class UseForm(StepForm):
    """How many customers use it, 30 or 90 days after it was delivered."""

    after_days = forms.TypedChoiceField(
        choices=[(30, "30 days"), (90, "90 days")], coerce=int, label="How long after it came?"
    )
    customers_using = forms.IntegerField(
        min_value=0, max_value=1_000_000, label="How many customers use it?"
    )
    note = forms.CharField(required=False, label="Who, and for what", max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since = clock.now() - (self.escalation.closed_at or clock.now())
        self.initial.setdefault("after_days", 90 if since.days >= 90 else 30)


class DealEndedForm(StepForm):
    """What became of the deal of a request that was declined."""

    outcome = forms.ChoiceField(choices=LaterAnswer.Deal.choices, label="What became of the deal?")
    signed_amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        label="Signed for",
        help_text="Only of a won deal; left out, it was signed for its amount.",
    )
    note = forms.CharField(required=False, label="What decided it", max_length=500)


class ReviewForm(JudgeForm):
    """What became of a delivered special; claims are judged from sales' side."""

    deal_outcome = forms.ChoiceField(
        choices=[("", "Not known yet"), ("won", "Won"), ("lost", "Lost")],
        required=False,
        label="What became of the deal?",
    )
    customers_using = forms.IntegerField(min_value=0, label="How many customers use it now?")
    verdict = forms.ChoiceField(choices=Review.Verdict.choices, label="What happens to it now?")
    retire_on = forms.DateField(
        required=False, widget=DAY, label="Retired by", help_text="Only when it is retired."
    )
