"""The policy: what holds from which quarter, who said so and why; setting it anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import Quarter, running_quarter
from company.form_actions import posted, run_in_form, status_of
from company.forms import PlainDigits
from company.models import Person, Product
from company.version_forms import VersionedRecord
from company.versions import Expected
from governance.budget_data import policies_of, policy_of
from governance.models import Policy
from governance.policies import RULES, policy_version, put_policy

REASON = forms.Textarea(attrs={"rows": 3})


class PolicyForm(PlainDigits, VersionedRecord):
    """What is to hold from a quarter on, beginning from what holds now."""

    class Meta:
        model = Policy
        fields = ["from_quarter", *RULES, "reason"]
        widgets = {"reason": REASON}
        labels = {
            "from_quarter": "From which quarter on",
            "cap_percent": "Cap, in percent of capacity",
            "straining_above": "Straining above, in percent",
            "struggling_from": "Struggling from, in percent",
            "off_the_road_from": "Off the road from, in percent",
            "slots": "Small specials the sales VP may choose alone, a quarter",
            "slot_weeks": "The most weeks of each",
            "overdraft": "What goes beyond the cap is carried into the next quarter",
            "support_years": "Years that a special is supported",
            "minimum_return": "How many times its full cost a special should return",
            "licence_price": "Price of a standard licence",
            "quota_relief_percent": "Quota relief for what a special cost, in percent of it",
            "support_fee": "Support fee a year on the newest version",
        }
        help_texts = {
            "from_quarter": "Written like 2027Q1; the running quarter at the earliest.",
            "cap_percent": "Quarters whose baseline is agreed keep the cap they have.",
            "support_years": "What a special costs in all is reckoned over so many years.",
            "minimum_return": "A special that returns less warns; it is never blocked.",
            "licence_price": "Left out, nothing is said in licences.",
            "quota_relief_percent": "Of a won deal all beyond the special's cost counts in full. A"
            " negative percent, down to -50, takes away.",
            "support_fee": "It doubles with each release that a customer is behind. Left out, no"
            " fee is said.",
            "reason": "Needed where a cap falls below what is already held.",
        }

    def __init__(self, data: Any, *, product: Product) -> None:
        self.product = product
        running = running_quarter(product)
        standing = policy_of(product, running)
        standing.from_quarter, standing.reason = running, ""
        super().__init__(data, instance=standing)
        if not self.is_bound:
            self.seen = policy_version(product)

    def texts_of(self, record: Any) -> dict[str, Any]:
        texts = super().texts_of(record)
        quarter = max(record.from_quarter, running_quarter(self.product))
        return {**texts, "from_quarter": str(quarter), "reason": ""}

    def _post_clean(self) -> None:
        """The action checks the new row; the one that stands is only what the form began from."""

    def clean_from_quarter(self) -> Quarter:
        try:
            return Quarter.parse(str(self.cleaned_data["from_quarter"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def set(self, actor: Person) -> None:
        expected: Expected = self.expected
        put_policy(self.product, self.changes(), actor=actor, expected=expected)


@require_safe
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds now, what was set for later, and everything that was set before."""
    person = person_of(request)
    product = load_product(person, slug)
    running = running_quarter(product)
    context = {
        "product": product,
        "quarter": running,
        "policy": policy_of(product, running),
        "rows": policies_of(product)[::-1],
        "may_set": may(person, product.pk, "set policy"),
    }
    return render(request, "governance/policy_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_set(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "set policy")
    form = PolicyForm(posted(request), product=product)
    if form.is_valid() and run_in_form(form, lambda: form.set(person)):
        messages.info(request, "The policy is set. What held before stays on record.")
        return redirect("governance:policy_detail", slug=slug)
    context = {"product": product, "form": form}
    return render(request, "governance/policy_set.html", context, status=status_of(form))
