"""The serializers of what each verb of an escalation takes."""

from typing import Any

from rest_framework import serializers

from company.api.fields import (
    GivenCount,
    GivenDay,
    GivenWeeks,
    Id,
    Money,
    ProductSlug,
    RecordSerializer,
    Visible,
)
from company.models import Product
from escalations.claims import ClaimInput
from escalations.displacements.rows import RowInput
from escalations.models import (
    Approach,
    Claim,
    Confirmation,
    Deal,
    Escalation,
    LaterAnswer,
    Outcome,
    Review,
)
from portfolio.api_fields import QuarterText
from portfolio.models import Customer
from portfolio.plan.api import items_named


class ClaimIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(Claim.Kind.choices)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class EscalationIn(RecordSerializer[Escalation]):
    product = ProductSlug()
    customer = Visible(queryset=Customer.objects.all(), required=False, allow_null=True)
    deal = Visible(queryset=Deal.objects.all(), required=False, allow_null=True)
    claims = ClaimIn(many=True, required=False)

    class Meta:
        model = Escalation
        fields = [
            "product",
            "customer",
            "deal",
            "title",
            "problem",
            "needed_by",
            "origin",
            "claims",
        ]

    def validate_claims(self, given: list[dict[str, str]]) -> list[ClaimInput]:
        return [ClaimInput(**claim) for claim in given]


class SizedPartIn(serializers.Serializer[Any]):
    quarter = QuarterText()
    weeks = GivenWeeks()


class SizeIn(serializers.Serializer[Any]):
    """Either `quarter`, which takes the likely weeks, or `parts` that sum to them."""

    quarter = QuarterText(required=False)
    parts = SizedPartIn(many=True, required=False)
    low_weeks = GivenWeeks()
    likely_weeks = GivenWeeks()
    high_weeks = GivenWeeks()
    approach = serializers.ChoiceField(Approach.choices)
    extension_point = Id(required=False, allow_null=True, default=None)
    partner = Id(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        quarter, given = attrs.pop("quarter", None), attrs.get("parts")
        if (quarter is None) == (given is None):
            raise serializers.ValidationError(
                {"quarter": ["Give one quarter, or parts by quarter: one of the two."]}
            )
        if given is None:
            attrs["parts"] = {quarter: attrs["likely_weeks"]}
            return attrs
        attrs["parts"] = {part["quarter"]: part["weeks"] for part in given}
        if len(attrs["parts"]) != len(given):
            raise serializers.ValidationError({"parts": ["Each quarter has one part."]})
        return attrs


class ConfirmIn(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # "as" cannot be written as an attribute.
        return {"as": serializers.ChoiceField(Confirmation.Side.choices)}


class RowIn(serializers.Serializer[Any]):
    quarter = QuarterText(required=False)
    item = Id(required=False, allow_null=True)
    reserve = serializers.BooleanField(default=False)
    weeks = GivenWeeks()
    outcome = serializers.ChoiceField(Outcome.choices)
    to_quarter = QuarterText(required=False, allow_null=True)
    kept_out = Id(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("item") is None) != attrs["reserve"]:
            raise serializers.ValidationError("A row names an item, or it is the reserve.")
        return attrs


def row_inputs(product: Product, given: list[dict[str, Any]]) -> list[RowInput]:
    """The rows as the actions take them. Raises ValidationError for an unknown item."""
    ids = {row[name] for row in given for name in ("item", "kept_out") if row.get(name)}
    items = items_named(product, ids, "displacements")
    return [
        RowInput(
            item=items.get(row.get("item") or 0),
            weeks=row["weeks"],
            outcome=row["outcome"],
            quarter=row.get("quarter"),
            to_quarter=row.get("to_quarter"),
            kept_out=items.get(row.get("kept_out") or 0),
        )
        for row in given
    ]


class ProposeIn(serializers.Serializer[Any]):
    position = serializers.CharField(required=False, allow_blank=True, default="")
    displacements = RowIn(many=True, default=list)


class DeliverIn(serializers.Serializer[Any]):
    total_confirmed = serializers.BooleanField(
        default=True, help_text="Whether all work on it is logged. It holds as if open until then."
    )


class TakeIntoPlanIn(serializers.Serializer[Any]):
    """Without `weeks` the likely ones are taken; `slice` is quality for a fault if left out."""

    quarter = QuarterText()
    slice = serializers.CharField(required=False, allow_blank=True, default="")
    weeks = GivenWeeks(required=False, allow_null=True, default=None)
    displacements = RowIn(
        many=True, required=False, help_text="Without them, those that product proposed."
    )
    documented = serializers.CharField(required=False, allow_blank=True, default="")
    reason = serializers.CharField()


class QuestionIn(serializers.Serializer[Any]):
    question = serializers.CharField()


class AnswerIn(serializers.Serializer[Any]):
    text = serializers.CharField()


class RankIn(serializers.Serializer[Any]):
    """Either `before`, another of the queue, or `last`."""

    before = Id(required=False)
    last = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("before" in attrs) == attrs["last"]:
            raise serializers.ValidationError(
                {"before": ["Say before which it stands, or that it is last: one of the two."]}
            )
        return {"before": attrs.get("before")}


class JoinIn(serializers.Serializer[Any]):
    """Which customer asks for the same, and the deal that depends on it."""

    customer = Id()
    deal = Id(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class LeaveIn(serializers.Serializer[Any]):
    customer = Id()
    note = serializers.CharField(required=False, allow_blank=True, default="")


class OffloadIn(serializers.Serializer[Any]):
    """Null where no extension point would have done it."""

    extension_point = Id(allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField()


class ClaimVerdictIn(serializers.Serializer[Any]):
    id = Id()
    verdict = serializers.BooleanField()


class JudgeIn(serializers.Serializer[Any]):
    """Which claims came true, and whether product's position was right."""

    claims = ClaimVerdictIn(many=True, default=list)
    position = serializers.BooleanField(required=False, allow_null=True, default=None)

    def validate_claims(self, given: list[dict[str, Any]]) -> dict[int, bool]:
        return {claim["id"]: claim["verdict"] for claim in given}


class ForecastIn(serializers.Serializer[Any]):
    left_weeks = GivenWeeks(help_text="What is left to do, beside what was spent.")
    note = serializers.CharField(required=False, allow_blank=True, default="")


class UseIn(serializers.Serializer[Any]):
    after_days = GivenCount(min_value=1, max_value=1000, help_text="30 or 90.")
    customers_using = GivenCount(min_value=0, max_value=1_000_000)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class DealEndedIn(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(LaterAnswer.Deal.choices)
    signed_amount = Money(required=False, allow_null=True, default=None, min_value=0)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReviewIn(JudgeIn):
    deal_outcome = serializers.ChoiceField(
        [("won", "Won"), ("lost", "Lost")], required=False, allow_blank=True, default=""
    )
    customers_using = GivenCount(min_value=0, default=0)
    verdict = serializers.ChoiceField(Review.Verdict.choices)
    retire_on = GivenDay(required=False, allow_null=True, default=None)
