"""Customers: what each waits for, when they renew, and what they pay."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import SALES, load_product, may, person_of, require
from company.models import Product
from company.pages import acted, posted
from portfolio import actions
from portfolio.forms import CustomerForm
from portfolio.models import Customer
from portfolio.quarters import today

PER_PAGE = 50


@require_safe
def customer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Soonest renewal first; those whose date is past or unknown come last."""
    person = person_of(request)
    product = load_product(person, slug)
    rows = Customer.objects.filter(product=product).prefetch_related("waiting__item")
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(name__icontains=text)
    if request.GET.get("waiting"):
        rows = rows.filter(waiting__isnull=False).distinct()
    query = request.GET.copy()
    query.pop("page", None)
    rows = rows.order_by(F("renewal_date").asc(nulls_last=True), "name")
    context = {
        "product": product,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": request.GET,
        "query": query.urlencode(),
        "today": today(product),
        "may_keep": may(person, product.pk, SALES),
    }
    return render(request, "portfolio/customer_list.html", context)


def load_customer(request: HttpRequest, slug: str, pk: int) -> tuple[Product, Customer]:
    """The product and its customer. Raises Http404."""
    product = load_product(person_of(request), slug)
    customer = Customer.objects.filter(product=product, pk=pk).select_related("product").first()
    if customer is None:
        raise Http404("No customer of that number is open to you.")
    return product, customer


@require_safe
def customer_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, customer = load_customer(request, slug, pk)
    context = {
        "product": product,
        "customer": customer,
        "waiting": customer.waiting.select_related("item__slice").order_by("since"),
        "today": today(product),
        "may_keep": may(person_of(request), product.pk, SALES),
    }
    return render(request, "portfolio/customer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return _written(request, product, CustomerForm(posted(request), product=product), None)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, customer = load_customer(request, slug, pk)
    form = CustomerForm(posted(request), product=product, instance=customer)
    return _written(request, product, form, customer)


def _written(
    request: HttpRequest, product: Product, form: CustomerForm, customer: Customer | None
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, SALES, "keep customers")
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and acted(form, lambda: actions.keep_customer(form.instance, actor=person)):
        messages.info(request, f"{form.instance} is kept.")
        return redirect("plan:customer_detail", slug=product.slug, pk=form.instance.pk)
    context = {"product": product, "form": form, "customer": customer}
    template = "portfolio/customer_form.html"
    return render(request, template, context, status=422 if form.errors else 200)
