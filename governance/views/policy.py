"""The policy: what holds from which quarter, who said so and why; setting it anew."""

import contextlib
from decimal import Decimal
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
from governance.budget_data import policies_of, policy_in, policy_of
from governance.models import Policy
from governance.policies import RULES, policy_version, put_policy, rules_of
from governance.policy_past import past_of, path_down, would_have_done

REASON = forms.Textarea(attrs={"rows": 3})


class PolicyForm(PlainDigits, VersionedRecord):
    """What is to hold from a quarter on, filled in with what holds now."""

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
            "support_years": "What a special costs in all is counted over this many years.",
            "minimum_return": "A special that returns less is shown with a warning, and never"
            " blocked.",
            "licence_price": "Leave it empty, and no cost is compared with licences.",
            "quota_relief_percent": "Of a won deal everything beyond the special's cost counts in"
            " full. A negative percent, down to -50, is taken off.",
            "support_fee": "It doubles with each release that a customer is behind. Leave it"
            " empty, and no fee is shown.",
            "reason": "Needed where a cap falls below what is already held.",
        }

    def __init__(self, data: Any, *, product: Product, proposed: Any = None) -> None:
        self.product = product
        running = running_quarter(product)
        standing = policy_of(product, running)
        standing.from_quarter, standing.reason = running, ""
        super().__init__(data, instance=standing, initial=_proposed(proposed or {}))
        if not self.is_bound:
            self.seen = policy_version(product)

    def texts_of(self, record: Any) -> dict[str, Any]:
        texts = super().texts_of(record)
        quarter = max(record.from_quarter, running_quarter(self.product))
        return {**texts, "from_quarter": str(quarter), "reason": ""}

    def _post_clean(self) -> None:
        """Skip the model's checks: the action validates the new row, this one is not saved."""

    def clean_from_quarter(self) -> Quarter:
        try:
            return Quarter.parse(str(self.cleaned_data["from_quarter"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def so_far(self) -> Policy:
        """The policy as far as the form can be read; all else as it holds."""
        said = {**rules_of(self.instance), **self.initial}
        if self.is_bound and not self.is_valid():
            said |= self.cleaned_data
        elif self.is_bound:
            said |= self.changes()
        return Policy(product=self.product, **{name: said[name] for name in RULES})

    def set(self, actor: Person) -> None:
        expected: Expected = self.expected
        put_policy(self.product, self.changes(), actor=actor, expected=expected)


def _proposed(given: Any) -> dict[str, Any]:
    """The quarter and cap that a link fills in; what is malformed is ignored."""
    found: dict[str, Any] = {}
    quarter, percent = given.get("from_quarter", ""), given.get("cap_percent", "")
    with contextlib.suppress(ValueError):
        found["from_quarter"] = Quarter.parse(quarter)
    if percent.isascii() and percent.isdigit() and int(percent[:4]) <= 100:
        found["cap_percent"] = Decimal(int(percent[:4]))
    return found


def _would(product: Product, policy: Policy) -> dict[str, Any]:
    """Sentences on what the policy's values would have done, by the form's labels."""
    past = past_of(product)
    said = would_have_done(past, policy)
    names = PolicyForm.Meta.labels
    return {"past": past, "would": [(names[name], said[name]) for name in RULES if name in said]}


def _way_down(product: Product) -> dict[str, Any]:
    """The caps from today's share down to the default, and which of them are set.

    No steps once somebody set the default, for now or for later.
    """
    default, running = Policy(product=product).cap_percent, running_quarter(product)
    rows = policies_of(product)
    standing = [policy_in(rows, running, product)] if rows else []
    ahead = [*standing, *(policy for policy in rows if policy.from_quarter > running)]
    if any(policy.cap_percent <= default for policy in ahead):
        return {"path": []}
    share, steps = path_down(product, default)
    caps = {policy.from_quarter: policy.cap_percent for policy in ahead}
    path = [(step, caps.get(step.quarter) == step.percent) for step in steps]
    return {"path": path, "path_share": share, "default_cap": default}


@require_safe
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds now, what was set for later, and all that held before."""
    person = person_of(request)
    product = load_product(person, slug)
    running = running_quarter(product)
    policy = policy_of(product, running)
    context = {
        "product": product,
        "quarter": running,
        "policy": policy,
        **_would(product, policy),
        **_way_down(product),
        "rows": policies_of(product)[::-1],
        "may_set": may(person, product.pk, "set policy"),
    }
    return render(request, "governance/policy_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Set a policy; with `preview` it is only shown what it would have done."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "set policy")
    form = PolicyForm(posted(request), product=product, proposed=request.GET)
    is_sent = "preview" not in request.POST
    if is_sent and form.is_valid() and run_in_form(form, lambda: form.set(person)):
        messages.info(request, "The policy is set. What held before stays on record.")
        return redirect("governance:policy_detail", slug=slug)
    would = _would(product, form.so_far())
    context = {"product": product, "form": form, **would, **_way_down(product)}
    return render(request, "governance/policy_set.html", context, status=status_of(form))
