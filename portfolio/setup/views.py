"""The set-up of products, for site administrators: names, slices, rates."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import (
    load_product,
    load_product_to_manage,
    person_of,
    products_of,
    require_administrator,
)
from company.calendar import today
from company.form_actions import posted, run_in_form, status_of
from company.models import Product, Role
from company.people import members
from portfolio.models import Slice
from portfolio.products import (
    add_product,
    change_product,
    product_texts,
    rates_version,
    set_rate,
)
from portfolio.setup.forms import (
    NewProductForm,
    NewSliceForm,
    ProductForm,
    RateForm,
    SliceForm,
    SplitForm,
)
from portfolio.slices import add_slice, change_slice, split_slice


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """All products, also those in which the person has no role."""
    person = person_of(request)
    require_administrator(person)
    products, mine = Product.objects.all(), {each.pk for each in products_of(person)}
    context = {"rows": [(product, product.pk in mine) for product in products]}
    return render(request, "setup/product_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def product_new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require_administrator(person)
    form = NewProductForm(posted(request))
    if sent(form, lambda given: add_product(**given, actor=person)):
        slug = form.cleaned_data["slug"]
        messages.info(request, "The product is there, with five slices. Who works on it?")
        return redirect("setup:product_detail", slug=slug)
    context = {
        "form": form,
        "title": "A new product",
        "lede": "A product line with its own plan, cap and report. Its slices may change later.",
        "button": "Make the product",
    }
    return render(request, "setup/form.html", context, status=status_of(form))


@require_safe
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was set up of a product, and what is still missing."""
    person = person_of(request)
    product = load_product_to_manage(person, slug)
    rows = [
        (each, [Role(role).label for role in roles], each.has_usable_password())
        for each, roles in members(product)
    ]
    context = {
        "product": product,
        "slices": Slice.objects.filter(product=product).order_by("position", "pk"),
        "rates": product.rates.order_by("-from_date"),
        "people": rows,
        "is_mine": product in products_of(person),
    }
    return render(request, "setup/product_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def product_edit(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product_to_manage(person_of(request), slug)
    form = ProductForm(posted(request), standing=product_texts(product))

    def keep(given: dict[str, Any]) -> None:
        change_product(
            product=product, changes=given, actor=person_of(request), expected=form.expected
        )

    said = f"Currency ({product.currency}) and fiscal year stay as they began."
    return form_page(request, product, form, keep, f"Change {product}", "Keep the change", said)


@require_http_methods(["GET", "HEAD", "POST"])
def slice_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product_to_manage(person_of(request), slug)
    form = NewSliceForm(posted(request))

    def keep(given: dict[str, Any]) -> None:
        add_slice(product=product, **given, actor=person_of(request))

    said = "Plans divide their capacity among slices. Past months do not show a new one."
    return form_page(request, product, form, keep, "Add a slice", "Add the slice", said)


@require_http_methods(["GET", "HEAD", "POST"])
def slice_edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    product = load_product_to_manage(person_of(request), slug)
    found = get_object_or_404(Slice, product=product, key=key)
    form = SliceForm(posted(request), standing={"name": found.name})

    def keep(given: dict[str, Any]) -> None:
        person = person_of(request)
        change_slice(product=product, key=key, changes=given, actor=person, expected=form.expected)

    said = "Past months keep the name that it had."
    return form_page(request, product, form, keep, f"Rename {found}", "Rename the slice", said)


@require_http_methods(["GET", "HEAD", "POST"])
def slice_split(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Split a slice; only for administrators with a role here, as it names items."""
    load_product_to_manage(person_of(request), slug)
    product = load_product(person_of(request), slug)
    found = get_object_or_404(Slice, product=product, key=key, is_specials=False)
    form = SplitForm(posted(request), split=found)

    def keep(given: dict[str, Any]) -> None:
        split_slice(product=product, split=key, **given, actor=person_of(request))

    said = (
        "What goes along takes its effort and its lines with it, also in the running quarter. Past"
        " months, and what is finished, stay as they are. The plan gives the new slice its share."
    )
    return form_page(request, product, form, keep, f"Split {found}", "Split the slice", said)


@require_POST
def slice_up(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Move a slice one place up."""
    product = load_product_to_manage(person_of(request), slug)
    keys = list(Slice.objects.filter(product=product).values_list("key", flat=True))
    at = max(0, keys.index(key) - 1) if key in keys else 0
    change_slice(product=product, key=key, changes={"position": at}, actor=person_of(request))
    return redirect("setup:product_detail", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product_to_manage(person_of(request), slug)
    last = product.rates.order_by("from_date").last()
    standing = last.per_week if last else Decimal(0)
    begins = {"from_date": today(product), "per_week": standing}
    form = RateForm(posted(request), standing=begins, version=rates_version(product))

    def keep(given: dict[str, Any]) -> None:
        set_rate(product=product, **given, actor=person_of(request), expected=form.expected)

    said = "A rate for a past day changes what past work is said to have cost."
    return form_page(request, product, form, keep, "Set a rate", "Set the rate", said)


def sent(form: forms.Form, action: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the form was sent and the action went through."""
    return form.is_valid() and run_in_form(form, lambda: action(form.cleaned_data))


def form_page(
    request: HttpRequest,
    product: Product,
    form: forms.Form,
    keep: Callable[[dict[str, Any]], Any],
    title: str,
    button: str,
    lede: str,
) -> HttpResponse:
    """The page of a form about a product, which leads back to the product once it is kept."""
    if sent(form, keep):
        return redirect("setup:product_detail", slug=product.slug)
    context = {"product": product, "form": form, "title": title, "button": button, "lede": lede}
    return render(request, "setup/form.html", context, status=status_of(form))
