"""The form of a team. It adds no rule of its own."""

from typing import Any

from django.db.models import Q

from company.forms import PlainDigits
from company.models import Person, Product
from company.version_forms import VersionedRecord
from portfolio.models import Team
from portfolio.teams.leads import possible_leads


class TeamForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Team
        fields = ["name", "kind", "people", "availability", "lead"]

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        # The present lead stays a choice, whatever became of their role.
        leads = Q(pk__in=possible_leads(product).values("pk")) | Q(pk=self.instance.lead_id)
        choice: Any = self.fields["lead"]
        choice.queryset = Person.objects.filter(leads).order_by("name", "email")
        choice.empty_label = "Nobody"
