"""Renewals that came up, in the API: what became of each, and saying it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import GivenDay, Money
from portfolio.customers.queries import load_customer_of
from portfolio.customers.renewals import PassedRenewals, came_up_lately
from portfolio.customers.saying_renewals import DOING, say_renewal
from portfolio.models import Renewal


class RenewalIn(serializers.Serializer[Any]):
    passed_on = GivenDay(help_text="The renewal date that has come.")
    outcome = serializers.ChoiceField(choices=Renewal.Outcome.choices)
    arr = Money(required=False, min_value=0, help_text="A year from now on; not of who left.")
    renewal_date = GivenDay(required=False, help_text="The next one; the record moves on to it.")


class RenewalOut(serializers.ModelSerializer[Renewal]):
    arr_before = Money()
    arr = Money()

    class Meta:
        model = Renewal
        fields = ["id", "customer", "passed_on", "outcome", "arr_before", "arr"]


class PassedRenewalOut(serializers.Serializer[Any]):
    """One that came up; without an outcome nobody has said it."""

    customer = serializers.IntegerField()
    name = serializers.CharField()
    passed_on = serializers.DateField()
    outcome = serializers.CharField(allow_blank=True)
    arr_before = Money()
    arr = Money(allow_null=True)


class PassedRenewalsOut(serializers.Serializer[Any]):
    """Of customers who waited, in the last four quarters."""

    revenue_said = Money()
    revenue_renewed = Money()
    revenue_unsaid = Money()
    rows = PassedRenewalOut(many=True)


class SayRenewalView(APIView):
    """What became of a customer's renewal that has come; said again, it is corrected."""

    @extend_schema(operation_id="customer_renewal", request=RenewalIn, responses=RenewalOut)
    def post(self, request: Request, pk: int) -> Response:
        customer = load_customer_of(request.user, pk)
        require(request.user, customer.product_id, DOING)
        given = RenewalIn(data=request.data)
        given.is_valid(raise_exception=True)
        kept = say_renewal(customer=customer, actor=person_of(request), **given.validated_data)
        return Response(RenewalOut(kept).data)


class PassedRenewalsView(APIView):
    """Renewals that came up in the last four quarters, of customers who waited."""

    @extend_schema(operation_id="renewal_list", responses=PassedRenewalsOut)
    def get(self, request: Request, slug: str) -> Response:
        found: PassedRenewals = came_up_lately(load_product(request.user, slug))
        return Response(PassedRenewalsOut(found).data)
