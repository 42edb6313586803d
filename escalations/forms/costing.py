"""The form of what an escalation costs in all. It adds no rule of its own."""

from typing import Any

from company.forms import DAY, PlainDigits
from company.version_forms import VersionedRecord
from escalations.models import Costing
from escalations.models.costing import NUMBERS


class CostingForm(PlainDigits, VersionedRecord):
    """The yearly costs and payments of a special; a number left out is zero."""

    class Meta:
        model = Costing
        fields = [*NUMBERS, "sunset_on"]
        widgets = {"sunset_on": DAY}
        labels = {
            "installs": "On how many devices or sites will it run?",
            "minutes_per_update": "Minutes that updating one of them takes",
            "updates_per_year": "Updates a year",
            "support_weeks_per_year": "Support, engineer-weeks a year",
            "retest_weeks_per_year": "Testing it again, engineer-weeks a year",
            "run_cost_per_year": "Running it, money a year",
            "payment_once": "The customer pays for it, once",
            "payment_per_year": "The customer pays for it, each year",
            "sunset_on": "Carried until",
        }
        help_texts = {
            "installs": "",
            "payment_once": "For the custom work alone: the deal's amount is no payment for it.",
            "sunset_on": "The day from which nobody carries it; empty where none is agreed.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            self.fields[name].required = False
        if not self.is_bound:
            # One that nobody has kept yet has a version, too: somebody else may begin it meanwhile.
            self.seen = self.version_now()

    def clean(self) -> Any:
        given = super().clean()
        nothing = Costing()
        left_out = [name for name in NUMBERS if given.get(name, nothing) is None]
        return {**given, **{name: getattr(nothing, name) for name in left_out}}

    def so_far(self) -> Costing:
        """The costing as it is written, unsaved; a number that cannot be read is zero."""
        if not self.is_bound:
            return self.instance  # type: ignore[no-any-return]  # a form of any model
        self.is_valid()
        return Costing(escalation=self.instance.escalation, **self.cleaned_data)
