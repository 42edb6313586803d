"""Adding a customer or a deal that is missing, without leaving the request form.

The request itself is not saved by it, and nothing typed is lost: the form comes back with the new
one chosen.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from company.access import may, person_of, require
from company.form_actions import run_in_form
from company.forms import PlainDigits
from company.models import Person, Product
from escalations.deals import keep_deal
from escalations.models import Deal
from portfolio.customers.actions import keep_customer
from portfolio.customers.choice import customer_by_number, number_meant
from portfolio.models import Customer


class NewCustomerForm(PlainDigits, forms.Form):
    # These fields lie within the request's form, which is usually sent without them.
    use_required_attribute = False

    name = forms.CharField(label="Name of the new customer", max_length=200)
    arr = forms.DecimalField(
        label="Annual recurring revenue",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="Empty for a prospect.",
    )


class NewDealForm(PlainDigits, forms.Form):
    use_required_attribute = False

    name = forms.CharField(label="Name of the new deal", max_length=200)
    amount = forms.DecimalField(
        label="Amount", required=False, min_value=0, max_digits=14, decimal_places=2
    )


# By the button's value, which is the field it fills: its form, and the key of company/roles.py.
KINDS: dict[str, tuple[type[forms.Form], str]] = {
    "customer": (NewCustomerForm, "keep customers"),
    "deal": (NewDealForm, "keep deals"),
}


def is_asked(request: HttpRequest) -> bool:
    """Whether a button was pressed that adds one, or that looks up the customer typed."""
    is_found = request.POST.get("find") == "customer"
    return request.method == "POST" and (is_found or request.POST.get("add") in KINDS)


def forms_for(
    person: Person, product: Product, sent: forms.Form | None = None
) -> dict[str, forms.Form]:
    """The small forms that the person may use; one that was refused comes as it was sent."""
    found = {}
    for kind, (form, doing) in KINDS.items():
        if may(person, product.pk, doing):
            is_sent = isinstance(sent, form)
            found[kind] = sent if is_sent and sent else form(prefix=f"new_{kind}")
    return found


def add(request: HttpRequest, product: Product) -> tuple[dict[str, Any], forms.Form | None]:
    """Add what was asked for. Returns the request's data with it chosen, and its form if refused.

    Raises PermissionDenied.
    """
    if request.POST.get("add") not in KINDS:
        return request.POST, None
    person, kind = person_of(request), request.POST["add"]
    make, doing = KINDS[kind]
    require(person, product.pk, doing)
    form = make(request.POST, prefix=f"new_{kind}")
    typed: dict[str, Any] = request.POST.copy()
    typed["customer"] = number_meant(product, request.POST)
    made: list[Customer | Deal] = []

    def keep() -> None:
        made.append(_KEEP[kind](product, form.cleaned_data, typed, person))

    if form.is_valid() and run_in_form(form, keep):
        typed[kind] = str(made[0].pk)
        if kind == "customer":
            typed["customer_name"] = made[0].name
            typed.pop("customer_pick", None)
        return typed, None
    return typed, form


def _customer(product: Product, given: Any, _: Any, actor: Person) -> Customer:
    new = {"product": product, "name": given["name"], "arr": given["arr"] or 0}
    return keep_customer(None, new, actor=actor)


def _deal(product: Product, given: Any, typed: Any, actor: Person) -> Deal:
    """Add a deal of the customer who is chosen in the request."""
    customer = customer_by_number(product, typed["customer"])
    new = {"product": product, "name": given["name"], "amount": given["amount"] or 0}
    return keep_deal(None, {**new, "customer": customer}, actor=actor)


_KEEP: dict[str, Callable[[Product, Any, Any, Person], Customer | Deal]] = {
    "customer": _customer,
    "deal": _deal,
}
