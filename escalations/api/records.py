"""Deals and commitments."""

from typing import Any

from django.db.models import QuerySet

from company.api.fields import GivenWeeks, Money, ProductSlug, RecordSerializer, Visible
from company.api.records import Records
from escalations.deals import COMMITMENTS, DEALS, keep_commitment, keep_deal
from escalations.models import Commitment, Deal, Escalation
from portfolio.models import Customer


class DealSerializer(RecordSerializer[Deal]):
    product = ProductSlug()
    customer = Visible(queryset=Customer.objects.all(), required=False, allow_null=True)
    amount = Money(required=False, min_value=0)
    asked_amount = Money(read_only=True, allow_null=True)
    signed_amount = Money(required=False, allow_null=True, min_value=0)

    class Meta:
        model = Deal
        fields = [
            "id",
            "product",
            "customer",
            "name",
            "amount",
            "stage",
            "close_date",
            "kind",
            "outcome",
            "owner",
            "asked_amount",
            "signed_amount",
        ]
        validators: list[Any] = []


class Deals(Records):
    """Opportunities in the CRM."""

    queryset = Deal.objects.select_related("product").order_by("pk")
    serializer_class = DealSerializer
    filterset_fields = {"product__slug": ["exact"], "customer": ["exact"], "outcome": ["exact"]}
    kind, keep = DEALS, keep_deal


class VisibleEscalation(Visible):
    """An escalation that one may see, named by its id: nobody else's draft."""

    def get_queryset(self) -> QuerySet[Escalation]:
        rows = Escalation.objects.all()
        if "request" not in self.context:
            return rows
        return rows.visible_to(self.context["request"].user)


class CommitmentSerializer(RecordSerializer[Commitment]):
    product = ProductSlug()
    customer = Visible(queryset=Customer.objects.all())
    escalation = VisibleEscalation(
        queryset=Escalation.objects.all(), required=False, allow_null=True
    )
    weeks = GivenWeeks(required=False, allow_null=True)

    class Meta:
        model = Commitment
        fields = [
            "id",
            "product",
            "customer",
            "escalation",
            "what",
            "due",
            "source",
            "weeks",
            "sla",
            "kept_on",
            "broken_on",
        ]
        validators: list[Any] = []


class Commitments(Records):
    """What was promised to customers, wherever it was promised."""

    queryset = Commitment.objects.select_related("product").order_by("pk")
    serializer_class = CommitmentSerializer
    kind, keep = COMMITMENTS, keep_commitment
