"""The policy of a product: what the executive team decided, from a quarter on."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import (
    GivenCount,
    GivenNumber,
    GivenPercent,
    GivenWeeks,
    Money,
    Percent,
    Weeks,
)
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.calendar import running_quarter
from company.models import Product
from company.versions import Stale
from governance.budget_data import policies_of, policy_of
from governance.models import Policy
from governance.policies import policy_version, put_policy
from portfolio.api_fields import QuarterText


class PolicyIn(serializers.Serializer[Any]):
    """What is left out stays as it is in the quarter it begins with."""

    from_quarter = QuarterText(required=False, help_text="The running quarter, or a later one.")
    cap_percent = GivenPercent(required=False, min_value=0, max_value=100)
    straining_above = GivenPercent(required=False, min_value=0, max_value=100)
    struggling_from = GivenPercent(required=False, min_value=0, max_value=100)
    off_the_road_from = GivenPercent(required=False, min_value=0, max_value=100)
    slots = GivenCount(required=False, min_value=0, max_value=1000)
    slot_weeks = GivenWeeks(required=False)
    overdraft = serializers.BooleanField(required=False)
    support_years = GivenCount(required=False, min_value=1, max_value=50)
    minimum_return = GivenNumber(required=False, min_value=0, max_digits=5, decimal_places=2)
    licence_price = Money(required=False, allow_null=True, min_value=Decimal("0.01"))
    quota_relief_percent = GivenPercent(required=False, min_value=-50, max_value=100)
    support_fee = Money(required=False, allow_null=True, min_value=Decimal("0.01"))
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class PolicyRowOut(serializers.ModelSerializer[Policy]):
    from_quarter = QuarterText()
    cap_percent = Percent()
    straining_above = Percent()
    struggling_from = Percent()
    off_the_road_from = Percent()
    slot_weeks = Weeks()
    # Times the full cost, not a percent: the field is used for its two places.
    minimum_return = Percent()
    licence_price = Money(allow_null=True)
    quota_relief_percent = Percent()
    support_fee = Money(allow_null=True)
    by = serializers.StringRelatedField[Any](allow_null=True)
    at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Policy
        fields = [
            "from_quarter",
            "cap_percent",
            "straining_above",
            "struggling_from",
            "off_the_road_from",
            "slots",
            "slot_weeks",
            "overdraft",
            "support_years",
            "minimum_return",
            "licence_price",
            "quota_relief_percent",
            "support_fee",
            "reason",
            "by",
            "at",
        ]


class PolicyOut(PolicyRowOut):
    """What holds in the running quarter, and what was set for later ones."""

    later = PolicyRowOut(many=True)

    class Meta(PolicyRowOut.Meta):
        fields = [*PolicyRowOut.Meta.fields, "later"]


class PolicyView(APIView):
    """What the executive team decided for a product, from a quarter on."""

    @extend_schema(operation_id="policy_retrieve", parameters=VERSIONED, responses=PolicyOut)
    def get(self, request: Request, slug: str) -> Response:
        return policy_answer(load_product(request.user, slug))

    @extend_schema(
        operation_id="policy_replace", parameters=COMPARED, request=PolicyIn, responses=PolicyOut
    )
    def put(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, "set policy")
        asked = PolicyIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            put_policy(
                product,
                asked.validated_data,
                actor=person_of(request),
                expected=expected_by(request),
            )
        except Stale as error:
            return stale_answer(error, policy_facts(product), request)
        return policy_answer(product)


def policy_facts(product: Product) -> Any:
    """The answer of GET and PUT: the running quarter's policy, and under `later` those set for
    quarters to come.
    """
    running = running_quarter(product)
    standing = policy_of(product, running)
    # Where nobody set a policy, the defaults hold; they begin in no quarter of their own.
    standing.from_quarter = standing.from_quarter or running
    standing.later = [p for p in policies_of(product) if p.from_quarter > running]  # type: ignore[attr-defined]  # shown, not stored
    return PolicyOut(standing).data


def policy_answer(product: Product) -> Response:
    """The policy with its ETag."""
    return tagged(Response(policy_facts(product)), policy_version(product))
