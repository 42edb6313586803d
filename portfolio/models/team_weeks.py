"""The confirmations of teams' weeks, and what each changed."""

from django.db import models
from django.db.models import Q

from company.models import Person, Product
from ledger.models import AppendOnly


class TeamWeek(AppendOnly):
    """One confirmation of a team's week; the latest of a week counts.

    `changes` is by item id: minutes before and after, people before and after. A week without any
    work can be confirmed, too.
    """

    product_path = "product"

    product = models.ForeignKey(Product, models.PROTECT, related_name="team_weeks")
    team = models.ForeignKey("portfolio.Team", models.PROTECT, related_name="weeks")
    week = models.DateField(help_text="Its Thursday.")
    minutes = models.PositiveIntegerField(help_text="What was logged by hand, afterwards.")
    changes = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_link = models.BooleanField(default=False, help_text="By the link in Friday's mail.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["team", "week"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(week__iso_week_day=4),
                name="team_week_is_dated_its_thursday",
                violation_error_message="A week is dated its Thursday.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.week:%G-W%V}"
