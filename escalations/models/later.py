"""Answers to questions asked once time has passed: who uses a special, what became of a deal."""

from django.db import models
from django.db.models import Q

from company.models import Person
from ledger.models import AppendOnly


class LaterAnswer(AppendOnly):
    """One question about a request, asked once when it was due, and its answer."""

    product_path = "escalation__product"

    class Question(models.TextChoices):
        USE_30 = "use_30", "Who uses it after 30 days"
        USE_90 = "use_90", "Who uses it after 90 days"
        DEAL = "deal", "What became of its deal"

    class Deal(models.TextChoices):
        WON = "won", "Won"
        LOST = "lost", "Lost"
        OPEN = "open", "Still open"

    escalation = models.ForeignKey(
        "escalations.Escalation", models.PROTECT, related_name="later_answers"
    )
    question = models.CharField(max_length=6, choices=Question.choices)
    customers_using = models.PositiveIntegerField(null=True, blank=True)
    deal_outcome = models.CharField(max_length=4, choices=Deal.choices, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "question"], name="later_question_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    question__in=["use_30", "use_90"],
                    customers_using__isnull=False,
                    deal_outcome="",
                )
                | Q(
                    question="deal",
                    customers_using__isnull=True,
                    deal_outcome__in=["won", "lost", "open"],
                ),
                name="later_answer_fits_its_question",
                violation_error_message="Say how many use it, or what became of the deal.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_question_display()
