"""Extension points, non-goals and partners in the API."""

from typing import Any

from company.api.fields import GivenDay, ProductSlug, RecordSerializer
from company.api.records import Records
from company.calendar import today
from portfolio.models import ExtensionPoint, NonGoal, Partner
from portfolio.routing.actions import (
    EXTENSION_POINTS,
    NON_GOALS,
    PARTNERS,
    keep_extension_point,
    keep_non_goal,
    keep_partner,
)


class ExtensionPointSerializer(RecordSerializer[ExtensionPoint]):
    product = ProductSlug()

    class Meta:
        model = ExtensionPoint
        fields = ["id", "product", "name", "kind", "layer", "state", "link", "ended_on"]
        validators: list[Any] = []


class ExtensionPoints(Records):
    """Documented ways to do custom work outside the core, and those that are missing."""

    queryset = ExtensionPoint.objects.select_related("product").order_by("pk")
    serializer_class = ExtensionPointSerializer
    filterset_fields = {"product__slug": ["exact"], "state": ["exact", "in"], "layer": ["exact"]}
    kind, keep = EXTENSION_POINTS, keep_extension_point


class NonGoalSerializer(RecordSerializer[NonGoal]):
    product = ProductSlug()
    since = GivenDay(required=False)

    class Meta:
        model = NonGoal
        fields = ["id", "product", "title", "since", "because", "ended_on"]
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and "since" not in attrs:
            attrs["since"] = today(attrs["product"])
        return attrs


class NonGoals(Records):
    """What the product decided not to do, since when, and because of what."""

    queryset = NonGoal.objects.select_related("product").order_by("pk")
    serializer_class = NonGoalSerializer
    kind, keep = NON_GOALS, keep_non_goal


class PartnerSerializer(RecordSerializer[Partner]):
    product = ProductSlug()

    class Meta:
        model = Partner
        fields = ["id", "product", "name", "does", "link", "ended_on"]
        validators: list[Any] = []


class Partners(Records):
    """Companies that do custom work for the product's customers."""

    queryset = Partner.objects.select_related("product").order_by("pk")
    serializer_class = PartnerSerializer
    kind, keep = PARTNERS, keep_partner
