"""Customers in the API, and who of them waits for what."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django_filters.rest_framework import TypedChoiceFilter
from rest_framework import mixins
from rest_framework.request import Request

from company.access import load_product, person_of, visible_products
from company.api.fields import GivenDay, Money, ProductSlug, RecordSerializer, Visible
from company.api.filters import ByField
from company.api.records import Records
from company.calendar import today
from company.models import Product
from company.texts import number_in
from portfolio.customers.actions import (
    CUSTOMERS,
    WAITING,
    keep_customer,
    keep_waiting,
    stop_waiting,
)
from portfolio.models import Customer, Item, Waiting


class CustomerSerializer(RecordSerializer[Customer]):
    product = ProductSlug()
    arr = Money(required=False, min_value=0)

    class Meta:
        model = Customer
        fields = [
            "id",
            "product",
            "name",
            "account_key",
            "arr",
            "renewal_date",
            "segment",
            "version",
        ]
        validators: list[Any] = []


class Customers(Records):
    """Companies that pay, and prospects."""

    queryset = Customer.objects.select_related("product").order_by("pk")
    serializer_class = CustomerSerializer
    kind, keep = CUSTOMERS, keep_customer


class WaitingSerializer(RecordSerializer[Waiting]):
    customer = Visible(queryset=Customer.objects.all())
    item = Visible(queryset=Item.objects.all())
    since = GivenDay(required=False)

    class Meta:
        model = Waiting
        fields = ["id", "customer", "item", "since", "weight", "promised", "heard_on", "until"]
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and "since" not in attrs:
            attrs["since"] = today(attrs["customer"].product)
        return attrs


class WaitingFilter(ByField):
    ended = TypedChoiceFilter(
        field_name="until",
        lookup_expr="isnull",
        exclude=True,
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda said: said == "true",
        empty_value=None,
        label="Those who waited, instead of those who wait.",
    )

    class Meta(ByField.Meta):
        model = Waiting
        fields = ["customer", "item"]

    def filter_queryset(self, queryset: QuerySet[Waiting]) -> Any:
        """Those who wait, unless it is asked for who waited; also where one is named by its id."""
        rows = super().filter_queryset(queryset)
        return rows.filter(until=None) if self.form.cleaned_data["ended"] is None else rows


class WhoWaits(Records, mixins.DestroyModelMixin):
    """Customers who wait for items. Deleting one ends the wait today; it stays in the record."""

    http_method_names = [*Records.http_method_names, "delete"]
    queryset = Waiting.objects.select_related("customer__product", "item__product").order_by("pk")
    serializer_class = WaitingSerializer
    filterset_class = WaitingFilter
    kind, keep = WAITING, keep_waiting

    def product_of_new(self, request: Request) -> Product:
        named = request.data.get("customer") if isinstance(request.data, dict) else None
        rows = Customer.objects.filter(product__in=visible_products(request.user))
        customer = rows.filter(pk=number_in(named) or 0).first()
        if customer is None:
            raise Http404("No customer of that number is open to you.")
        return load_product(request.user, customer.product.slug)

    def perform_destroy(self, instance: Waiting) -> None:
        stop_waiting(instance, actor=person_of(self.request))
