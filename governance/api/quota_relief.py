"""Quota relief by the API: the same rows as on its page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import load_product, person_of
from company.api.fields import Money, Percent
from escalations.models import Deal
from governance.quota_relief import deals_to_see, reliefs


class ReliefOut(serializers.Serializer[Any]):
    """A won deal: what its specials cost, and what of it counts."""

    deal = serializers.IntegerField(source="won.deal.pk")
    name = serializers.CharField(source="won.deal.name")
    owner = serializers.CharField(source="won.deal.owner")
    closed_on = serializers.DateField(source="won.deal.close_date", allow_null=True)
    amount = Money(source="won.amount")
    cost = Money(source="won.cost")
    percent = Percent()
    relief = Money()
    specials = serializers.SerializerMethodField()

    def get_specials(self, row: Any) -> list[int]:
        return [special.pk for special in row.won.specials]


class QuotaReliefView(GenericAPIView[Deal]):
    """Sales see their own deals; the sales VP and executives all of them; nobody else any."""

    queryset = Deal.objects.none()
    serializer_class = ReliefOut

    @extend_schema(operation_id="quota_relief_list", responses=ReliefOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        deals = self.paginate_queryset(deals_to_see(product, person_of(request)))
        rows = reliefs(product, list(deals or []))
        return self.get_paginated_response(ReliefOut(rows, many=True).data)
