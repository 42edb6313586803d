"""Teams in the API."""

from typing import Any

from company.api.fields import ProductSlug, RecordSerializer
from company.api.records import Records
from portfolio.models import Team
from portfolio.teams.actions import TEAMS, keep_team


class TeamSerializer(RecordSerializer[Team]):
    product = ProductSlug()

    class Meta:
        model = Team
        fields = ["id", "product", "name", "kind", "people", "availability"]
        validators: list[Any] = []


class Teams(Records):
    """Core teams make up the capacity; services teams are counted apart."""

    queryset = Team.objects.select_related("product").order_by("pk")
    serializer_class = TeamSerializer
    kind, keep = TEAMS, keep_team
