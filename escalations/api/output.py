"""An escalation as the API answers it."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from company.api.fields import Money, ProductSlug, Weeks
from company.models import Role
from company.units import weeks_of
from escalations.assignees import Assignee, assignee_of
from escalations.models import (
    Claim,
    Confirmation,
    DisplacedCustomer,
    Displacement,
    Escalation,
    Event,
    Join,
    Judgement,
    Offload,
    Proposal,
    ProposedRow,
    Review,
    SizedPart,
    Sizing,
    TakenIntoPlan,
)
from portfolio.api_fields import QuarterText


class JudgementOut(serializers.ModelSerializer[Judgement]):
    verdict = serializers.BooleanField(source="is_true")
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Judgement
        fields = ["side", "verdict", "by", "at"]


class ClaimOut(serializers.ModelSerializer[Claim]):
    """`verdict` is what counts: null where nobody judged it, or where the sides differ."""

    verdict = serializers.BooleanField(allow_null=True, read_only=True)
    judgements = JudgementOut(many=True)

    class Meta:
        model = Claim
        fields = ["id", "kind", "note", "made_at", "verdict", "judgements"]


class PartOut(serializers.Serializer[SizedPart]):
    quarter = QuarterText()
    weeks = Weeks()


class ConfirmationOut(serializers.ModelSerializer[Confirmation]):
    by = serializers.StringRelatedField[Any]()

    class Meta:
        model = Confirmation
        fields = ["side", "by", "at", "in_place"]


class SizingOut(serializers.ModelSerializer[Sizing]):
    low_weeks = Weeks()
    likely_weeks = Weeks()
    high_weeks = Weeks()
    extension_point_name = serializers.CharField(
        source="extension_point.name", allow_null=True, default=None
    )
    partner_name = serializers.CharField(source="partner.name", allow_null=True, default=None)
    parts = PartOut(many=True)
    confirmations = ConfirmationOut(many=True)
    by = serializers.StringRelatedField[Any]()

    class Meta:
        model = Sizing
        fields = [
            "low_weeks",
            "likely_weeks",
            "high_weeks",
            "approach",
            "extension_point",
            "extension_point_name",
            "partner",
            "partner_name",
            "note",
            "parts",
            "confirmations",
            "by",
            "at",
        ]


class ProposedRowOut(serializers.ModelSerializer[ProposedRow]):
    quarter = QuarterText()
    to_quarter = QuarterText(allow_null=True)
    reserve = serializers.SerializerMethodField()
    weeks = Weeks()

    class Meta:
        model = ProposedRow
        fields = ["quarter", "item", "reserve", "kept_out", "weeks", "outcome", "to_quarter"]

    def get_reserve(self, row: ProposedRow) -> bool:
        return row.item_id is None


class ProposalOut(serializers.ModelSerializer[Proposal]):
    verdict = serializers.BooleanField(allow_null=True, read_only=True)
    judgements = JudgementOut(many=True)
    displacements = ProposedRowOut(many=True, source="rows")
    by = serializers.StringRelatedField[Any]()

    class Meta:
        model = Proposal
        fields = [
            "position",
            "verdict",
            "judgements",
            "displacements",
            "at_decision",
            "by",
            "at",
        ]


class DisplacedCustomerOut(serializers.ModelSerializer[DisplacedCustomer]):
    name = serializers.CharField(source="customer.name")
    arr = Money()

    class Meta:
        model = DisplacedCustomer
        fields = ["customer", "name", "arr", "renewal_date"]


class DisplacementOut(serializers.ModelSerializer[Displacement]):
    quarter = QuarterText(source="plan.quarter")
    to_quarter = QuarterText(allow_null=True)
    title = serializers.CharField(source="named.title")
    weeks = Weeks()
    returned_weeks = Weeks()
    landed_weeks = Weeks()
    below_weeks = Weeks()
    leaving_weeks = Weeks()
    customers = DisplacedCustomerOut(many=True)

    class Meta:
        model = Displacement
        fields = [
            "quarter",
            "item",
            "kept_out",
            "title",
            "weeks",
            "returned_weeks",
            "outcome",
            "to_quarter",
            "landed_weeks",
            "below_weeks",
            "leaving_weeks",
            "decided_at",
            "customers",
        ]


class TakenIntoPlanOut(serializers.ModelSerializer[TakenIntoPlan]):
    quarter = QuarterText()
    weeks = Weeks()
    by = serializers.StringRelatedField[Any]()

    class Meta:
        model = TakenIntoPlan
        fields = [
            "item",
            "approach",
            "quarter",
            "weeks",
            "documented",
            "customers",
            "is_own_request",
            "reason",
            "by",
            "at",
        ]


class EventOut(serializers.ModelSerializer[Event]):
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Event
        fields = ["kind", "by", "at", "text"]


class ReviewOut(serializers.ModelSerializer[Review]):
    class Meta:
        model = Review
        fields = ["deal_outcome", "customers_using", "verdict", "retire_on", "at"]


class JoinOut(serializers.ModelSerializer[Join]):
    """One more customer who asks for the same."""

    name = serializers.CharField(source="customer.name")
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Join
        fields = ["customer", "name", "deal", "note", "by", "at"]


class OffloadOut(serializers.ModelSerializer[Offload]):
    """The extension point that would have done it; null where none would have."""

    name = serializers.CharField(source="extension_point.name", allow_null=True, default=None)

    class Meta:
        model = Offload
        fields = ["extension_point", "name", "note"]


class AssigneeOut(serializers.Serializer[Assignee]):
    """Who owes the next step; the name is empty where nobody holds the role."""

    role = serializers.ChoiceField(Role.choices)
    name = serializers.CharField()


class EscalationOut(serializers.ModelSerializer[Escalation]):
    """The whole of it: claims, sizing, proposal, displacement, story."""

    product = ProductSlug(read_only=True)
    customer_name = serializers.CharField(source="customer.name", allow_null=True, default=None)
    has_it = serializers.SerializerMethodField()
    claims = ClaimOut(many=True)
    sizing = SizingOut(source="latest_sizing", allow_null=True)
    proposal = ProposalOut(source="latest_proposal", allow_null=True)
    product_proposal = ProposalOut(allow_null=True)
    approved_parts = serializers.SerializerMethodField()
    approved_weeks = Weeks()
    spent_weeks = serializers.SerializerMethodField()
    displacements = DisplacementOut(many=True)
    taken_into_plan = TakenIntoPlanOut(allow_null=True, default=None)
    review = ReviewOut(allow_null=True, default=None)
    also_asked_by = JoinOut(source="joins", many=True)
    offload = OffloadOut(allow_null=True, default=None)
    story = EventOut(source="events", many=True)
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Escalation
        fields = [
            "id",
            "product",
            "customer",
            "customer_name",
            "deal",
            "item",
            "title",
            "problem",
            "needed_by",
            "origin",
            "state",
            "has_it",
            "answer_due",
            "rank",
            "filed_at",
            "submitted_at",
            "started_at",
            "closed_at",
            "claims",
            "sizing",
            "proposal",
            "product_proposal",
            "approved_parts",
            "approved_weeks",
            "spent_weeks",
            "displacements",
            "taken_into_plan",
            "review",
            "also_asked_by",
            "offload",
            "story",
            "warnings",
        ]

    @extend_schema_field(AssigneeOut(allow_null=True))
    def get_has_it(self, escalation: Escalation) -> dict[str, Any] | None:
        """Who owes the next step; null when nobody does."""
        holder = assignee_of(escalation)
        return dict(AssigneeOut(holder).data) if holder else None

    @extend_schema_field(PartOut(many=True))
    def get_approved_parts(self, escalation: Escalation) -> list[dict[str, str]]:
        parts = escalation.approved_parts
        return [{"quarter": str(quarter), "weeks": str(parts[quarter])} for quarter in parts]

    @extend_schema_field(Weeks())
    def get_spent_weeks(self, escalation: Escalation) -> str:
        minutes: Decimal | int = getattr(escalation, "spent_minutes", 0) or 0
        return str(weeks_of(int(minutes)))

    def get_warnings(self, escalation: Escalation) -> list[str]:
        said: list[str] = getattr(escalation, "said", [])
        return said
