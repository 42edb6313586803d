"""How far a product lets itself be customised, and how ready the company is for it."""

from django.db import models
from django.db.models import Q

from company.histories import Tracked
from company.models import Product

# The seven questions on readiness, in their order, by the first part of their columns' names.
QUESTIONS = {
    "monetisation": "Is it said what custom work costs the customer?",
    "integrator_personas": "Are the people known who build on it, the integrators?",
    "engineering": "Does engineering keep its interfaces stable and documented?",
    "positioning": "Is it said what the product is for, and what it is not for?",
    "sales_training": "Does sales know what to offer, and what not?",
    "partners": "Are there partners who do the work?",
    "support": "Does support know what it answers for?",
}


class Ready(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_YET = "not_yet", "Not yet"


def _state(of: str) -> "models.CharField[str, str]":
    return models.CharField(of, max_length=7, choices=Ready.choices, default=Ready.NOT_YET)


def _owner(of: str) -> "models.CharField[str, str]":
    return models.CharField(f"{of}, owner", max_length=100, blank=True)


class Stance(Tracked):
    """The product's customisation stance with its seven readiness questions."""

    class Customisation(models.TextChoices):
        NONE = "none", "None: it is sold as it is"
        EXTENSION_POINTS = "extension_points", "Through extension points"
        PLATFORM = "platform", "A platform that others build on"

    product = models.OneToOneField(Product, models.PROTECT, related_name="stance")
    customisation = models.CharField(max_length=16, choices=Customisation.choices)
    because = models.TextField(blank=True)
    monetisation_state = _state("monetisation")
    monetisation_owner = _owner("monetisation")
    integrator_personas_state = _state("integrator personas")
    integrator_personas_owner = _owner("integrator personas")
    engineering_state = _state("engineering")
    engineering_owner = _owner("engineering")
    positioning_state = _state("positioning")
    positioning_owner = _owner("positioning")
    sales_training_state = _state("sales training")
    sales_training_owner = _owner("sales training")
    partners_state = _state("partners")
    partners_owner = _owner("partners")
    support_state = _state("support")
    support_owner = _owner("support")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customisation__in=["none", "extension_points", "platform"]),
                name="stance_known",
                violation_error_message="It is none, extension_points or platform.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{of}_state__in": ["yes", "no", "not_yet"] for of in QUESTIONS}),
                name="stance_readiness_known",
                violation_error_message="Each question is answered yes, no or not_yet.",
            ),
        ]

    def __str__(self) -> str:
        return f"Customisation stance of {self.product}"

    @property
    def ready(self) -> int:
        """How many of the seven questions are answered with yes."""
        return sum(getattr(self, f"{of}_state") == Ready.YES for of in QUESTIONS)

    @property
    def said(self) -> str:
        """The stance and its readiness in one line."""
        chosen = self.get_customisation_display()
        return f"{chosen}; ready in {self.ready} of {len(QUESTIONS)}"
