"""Choosing one of thousands of customers: a search field with a list while one types.

Without JavaScript the typed name is looked up when the form is sent; where it could be several,
these are listed to choose from.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Lower
from django.forms.widgets import Script
from django.urls import reverse

from company.models import Product
from company.texts import number_in
from portfolio.models import Customer

# Names listed at once.
MOST = 12
NOBODY = "No one customer is called %(value)s. Choose one that is listed."


def customers_named(product: Product, words: str) -> QuerySet[Customer]:
    """Customers whose name holds the words, those that begin with them first; all for no words."""
    rows = _customers(product, words)
    if not words:
        return rows.order_by(Lower("name"), "pk")
    begins = ExpressionWrapper(Q(name__istartswith=words), output_field=BooleanField())
    return rows.filter(name__icontains=words).order_by(begins.desc(), Lower("name"), "pk")


def _customers(product: Product, words: str) -> QuerySet[Customer]:
    """The product's customers; none for text with NUL, which PostgreSQL refuses in a query."""
    rows = Customer.objects.filter(product=product)
    return rows.none() if "\0" in words else rows


def customer_by_number(product: Product, number: Any) -> Customer | None:
    """The product's customer with the id that a form sent; None for anything else."""
    pk = number_in(number)
    return None if pk is None else Customer.objects.filter(product=product, pk=pk).first()


def number_meant(product: Product, data: Mapping[str, Any]) -> str:
    """The id, as text, of the customer that the form means; empty where it names none.

    A typed name goes before the id: the whole name, or the beginning of one name alone. A name of
    nobody or of several comes back in quotation marks, which makes it no valid id.
    """
    if data.get("customer_pick"):
        return str(data["customer_pick"])
    chosen, typed = data.get("customer", ""), data.get("customer_name")
    if typed is None:
        return str(chosen)
    words = typed.strip()
    known = customer_by_number(product, chosen) if words else None
    if not words or (known and known.name.casefold() == words.casefold()):
        return str(chosen) if words else ""
    rows = _customers(product, words)
    for meant in (rows.filter(name__iexact=words), rows.filter(name__istartswith=words)):
        found = list(meant.values_list("pk", flat=True)[:2])
        if found:
            return str(found[0]) if len(found) == 1 else f"“{words}”"
    return f"“{words}”"


class CustomerChoice(forms.Widget):
    """Sends the number of the customer as `customer`, and what was typed as `customer_name`.

    `may_add` where the page has a form for a new customer beside it.
    """

    template_name = "portfolio/_customer_choice.html"
    product: Product
    may_add = False

    class Media:
        js = [Script("js/combobox.js", defer=True)]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return number_meant(self.product, data)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return "customer" not in data and "customer_name" not in data

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}_name"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = customer_by_number(self.product, value)
        words = known.name if known else str(value or "").strip("“”")
        is_open = words and not known
        options = (
            customers_named(self.product, words)[:MOST] if is_open else Customer.objects.none()
        )
        return {
            **context,
            "known": known,
            "words": words,
            "found": options,
            "product": self.product,
            "may_add": self.may_add,
            "url": self._url(),
        }

    def _url(self) -> str:
        url = reverse("plan:customer_options", args=[self.product.slug])
        return f"{url}?add=1" if self.may_add else url


def offer_customers(form: forms.BaseForm, product: Product) -> CustomerChoice:
    """Let the form's `customer` be one of the product's, found while one types."""
    field: Any = form.fields["customer"]
    field.queryset = Customer.objects.filter(product=product)
    field.error_messages["invalid_choice"] = NOBODY
    was, field.widget = field.widget, CustomerChoice()
    field.widget.is_required, field.widget.product = was.is_required, product
    return field.widget  # type: ignore[no-any-return]  # made here
