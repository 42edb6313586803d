"""Teams in the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from company.access import visible_products
from company.api.fields import ProductSlug, RecordSerializer
from company.api.records import Records
from company.models import Person
from portfolio.models import Team
from portfolio.teams.actions import TEAMS, keep_team


class Colleague(serializers.PrimaryKeyRelatedField[Person]):
    """A person of a product one has a role in, named by their id."""

    def get_queryset(self) -> QuerySet[Person]:
        if "request" not in self.context:
            return Person.objects.all()
        mine = visible_products(self.context["request"].user)
        return Person.objects.filter(memberships__product__in=mine).distinct()


class TeamSerializer(RecordSerializer[Team]):
    product = ProductSlug()
    lead = Colleague(queryset=Person.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Team
        fields = ["id", "product", "name", "kind", "people", "availability", "lead"]
        validators: list[Any] = []


class Teams(Records):
    """Core teams make up the capacity; services teams are counted apart."""

    queryset = Team.objects.select_related("product").order_by("pk")
    serializer_class = TeamSerializer
    kind, keep = TEAMS, keep_team
