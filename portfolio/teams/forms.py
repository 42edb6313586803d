"""The form of a team. It adds no rule of its own."""

from typing import Any

from company.forms import PlainDigits
from company.models import Product
from company.version_forms import VersionedRecord
from portfolio.models import Team


class TeamForm(PlainDigits, VersionedRecord):
    class Meta:
        model = Team
        fields = ["name", "kind", "people", "availability"]

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
