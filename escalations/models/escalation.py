"""The escalation, its claims, its story, and what was approved of it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from company.access import Someone, visible_products
from company.calendar import Quarter, QuarterField
from company.fields import TitleField
from company.histories import Tracked, TrackedRows
from company.models import Person, Product
from escalations.models.judging import Judgement, settled
from escalations.states import APPROVED_ONCE, OPEN, UNDECIDED, UNDERWAY, State
from ledger.models import AppendOnly
from portfolio.models import Customer, Item

if TYPE_CHECKING:
    from escalations.models.sizing import Proposal, Sizing


# A draft, or one withdrawn as a draft, is its author's alone; with an item it was worked on, and
# a special is everybody's to see.
NEVER_SUBMITTED = Q(
    state__in=[State.DRAFT, State.WITHDRAWN],
    submitted_at__isnull=True,
    is_imported=False,
    item__isnull=True,
)


class Escalations(TrackedRows["Escalation"]):
    def visible_to(self, person: Someone) -> Self:
        """Those of products the person has a role in; what was never submitted only to its
        author.
        """
        rows = self.filter(product__in=visible_products(person))
        return rows.filter(~NEVER_SUBMITTED | Q(filed_by=person.pk))

    def ever_submitted(self) -> Self:
        """All but drafts and what was withdrawn as a draft."""
        return self.filter(~NEVER_SUBMITTED)

    def open(self) -> "QuerySet[Escalation]":
        return self.filter(state__in=OPEN)

    def undecided(self) -> "QuerySet[Escalation]":
        return self.filter(state__in=UNDECIDED)

    def underway(self) -> "QuerySet[Escalation]":
        return self.filter(state__in=UNDERWAY)

    def holding(self, until: dt.datetime | None = None) -> "QuerySet[Escalation]":
        """Those that hold as if open: underway, or closed while nobody confirmed the total.

        With `until`, as before that instant, of those approved by then: their parts say which.
        """
        if until is None:
            return self.filter(state__in=APPROVED_ONCE, total_confirmed_at__isnull=True)
        open_then = Q(total_confirmed_at__isnull=True) | Q(total_confirmed_at__gte=until)
        return self.filter(open_then, state__in=APPROVED_ONCE)


class Escalation(Tracked):
    """A request for work for one customer. It keeps this name for life."""

    class Origin(models.TextChoices):
        SALES = "sales", "Sales"
        EXECUTIVE = "executive", "An executive"
        CONTRACT = "contract", "A contract already signed"

    product = models.ForeignKey(Product, models.PROTECT, related_name="escalations")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="escalations"
    )
    deal = models.ForeignKey(
        "escalations.Deal", models.PROTECT, null=True, blank=True, related_name="escalations"
    )
    item = models.OneToOneField(Item, models.PROTECT, null=True, related_name="escalation")
    title = TitleField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    needed_by = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.SALES)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    is_imported = models.BooleanField(
        default=False, help_text="Came in with imported work, without a request."
    )
    answer_due = models.DateField(null=True, blank=True)
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="filed")
    filed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was delivered or cancelled."
    )
    total_confirmed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When engineering said that all work on it is logged. It holds as if open"
        " until then.",
    )
    questioner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who sent it back with a question, until it goes on.",
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When their question was answered."
    )
    rank = models.PositiveIntegerField(
        default=0, help_text="The sales VP's order of the queue, 1 first; 0 is unranked."
    )

    objects = Escalations.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["-filed_at", "-pk"]
        indexes = [
            models.Index(fields=["product", "state"]),
            models.Index(
                fields=["product"],
                name="escalation_holding",
                condition=Q(state__in=APPROVED_ONCE, total_confirmed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="escalation_state_known",
                violation_error_message="That is not a state of an escalation.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(is_imported=True)
                | (
                    Q(customer__isnull=False, needed_by__isnull=False)
                    & ~Q(title="")
                    & ~Q(problem="")
                ),
                name="submitted_says_who_what_why_when",
                violation_error_message=(
                    "To submit, give the customer, a title, the problem and a needed-by date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False)
                | ~Q(state__in=[State.DELIVERED, State.REVIEWED, State.CANCELLED]),
                name="closed_says_when",
                violation_error_message="What was delivered or cancelled has a date.",
            ),
            models.CheckConstraint(
                condition=Q(total_confirmed_at__isnull=True) | Q(closed_at__isnull=False),
                name="total_confirmed_once_closed",
                violation_error_message="Only what was delivered or cancelled has a total.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(questioner__isnull=False),
                name="answered_says_whom",
                violation_error_message="An answer goes back to whoever asked.",
            ),
            models.CheckConstraint(
                condition=Q(questioner__isnull=True) | Q(state=State.SUBMITTED),
                name="sent_back_is_submitted",
                violation_error_message="What was sent back waits to be sized.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled draft"

    @property
    def is_underway(self) -> bool:
        return self.state in UNDERWAY

    def is_hidden_from(self, person: Someone) -> bool:
        """Whether it was never submitted, and is somebody else's."""
        is_unsent = self.state in (State.DRAFT, State.WITHDRAWN) and self.submitted_at is None
        is_known = self.is_imported or self.item_id is not None
        return is_unsent and not is_known and self.filed_by_id != person.pk

    @property
    def is_sent_back(self) -> bool:
        """Whether somebody's question about it is not answered yet."""
        return self.questioner_id is not None and self.answered_at is None

    @property
    def question(self) -> str:
        """The last question it was sent back with. Reads prefetched events."""
        asked = [event for event in self.events.all() if event.kind == "send_back"]
        return max(asked, key=lambda event: event.pk).text if asked else ""

    def is_late(self, day: dt.date) -> bool:
        """Whether the answer is overdue on that day; on the due day itself it is not."""
        return self.answer_due is not None and self.answer_due < day

    @property
    def holds_as_open(self) -> bool:
        """Whether it holds what was approved, because more may have been spent than is logged."""
        return self.state in APPROVED_ONCE and self.total_confirmed_at is None

    @property
    def approved_parts(self) -> "dict[Quarter, Decimal]":
        """Weeks approved, by quarter.

        Reads prefetched parts, of which the last of a quarter counts.
        """
        return {part.quarter: part.weeks for part in self.parts.all()}

    @property
    def parts_before(self) -> "dict[Quarter, Decimal]":
        """Weeks of these that were spent before the decision, by quarter.

        Reads prefetched parts.
        """
        return {part.quarter: part.before_weeks for part in self.parts.all()}

    @property
    def approved_weeks(self) -> Decimal:
        """Weeks approved in all quarters. Reads prefetched parts."""
        return sum(self.approved_parts.values(), start=Decimal("0.00"))

    @property
    def latest_sizing(self) -> "Sizing | None":
        """The sizing that counts: the last one. Reads prefetched sizings."""
        return max(self.sizings.all(), key=lambda sizing: sizing.pk, default=None)

    @property
    def latest_proposal(self) -> "Proposal | None":
        """The last proposal for the latest sizing, product's or the decider's."""
        return max(self._proposals, key=lambda proposal: proposal.pk, default=None)

    @property
    def product_proposal(self) -> "Proposal | None":
        """Product's own last proposal, also where the decider named other lines."""
        own = (proposal for proposal in self._proposals if not proposal.at_decision)
        return max(own, key=lambda proposal: proposal.pk, default=None)

    @property
    def decided_proposal(self) -> "Proposal | None":
        """The lines that the decider named instead of product's; None where none were."""
        last = self.latest_proposal
        return last if last and last.at_decision else None

    @property
    def _proposals(self) -> "Iterable[Proposal]":
        sizing = self.latest_sizing
        return sizing.proposals.all() if sizing else ()


class Claim(models.Model):
    """Something asserted with the request, later marked true or false."""

    class Kind(models.TextChoices):
        STRATEGIC_ACCOUNT = "strategic_account", "It is a strategic account"
        FEW_LINES = "few_lines", "It is only a few lines of code"
        CUSTOMER_SPECIFIED = "customer_specified", "The customer specified it already"
        AGILE_SLIP_IN = "agile_slip_in", "You are agile, slip it in"
        EVERYONE_WANTS_THIS = "everyone_wants_this", "Everyone wants this"

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "strategic_account",
                        "few_lines",
                        "customer_specified",
                        "agile_slip_in",
                        "everyone_wants_this",
                    ]
                ),
                name="claim_kind_known",
                violation_error_message="That is not a kind of claim.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def verdict(self) -> bool | None:
        """Whether it came true; None while that does not count. Reads prefetched judgements."""
        return settled(self.judgements.all(), Judgement.Side.PRODUCT)


class Parts(models.QuerySet["Part"]):
    def current(self, before: dt.datetime | None = None) -> "QuerySet[Part]":
        """The parts that no later decision replaced: one for each escalation and quarter.

        With `before`, as they stood before that instant.
        """
        written = Part.objects.filter(at__lt=before) if before else Part.objects.all()
        later = written.filter(
            # By number, not by date: two decisions may fall into one instant.
            escalation=OuterRef("escalation"),
            quarter=OuterRef("quarter"),
            pk__gt=OuterRef("pk"),
        )
        rows = self.filter(at__lt=before) if before else self
        return rows.filter(~Exists(later))


class Part(AppendOnly):
    """The weeks approved of an escalation in one quarter, by one decision.

    Of an escalation and quarter the last row counts.
    """

    product_path = "escalation__product"

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="parts")
    quarter = QuarterField()
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    before_weeks = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        default=Decimal("0.00"),
        help_text="What of the weeks was spent before the decision: no line pays for it.",
    )
    at = models.DateTimeField(help_text="When it was decided.")

    objects = Parts.as_manager()

    class Meta:
        ordering = ["quarter", "pk"]
        indexes = [models.Index(fields=["escalation", "quarter"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gte=0),
                name="part_weeks_not_negative",
                violation_error_message="Approved weeks cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(before_weeks__gte=0) & Q(before_weeks__lte=F("weeks")),
                name="part_weeks_with_those_before",
                violation_error_message="What was spent before the decision is part of the weeks.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk in {self.quarter}"


class Event(models.Model):
    """One step of the story, as people read it."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Review(models.Model):
    """What became of a delivered special."""

    class Verdict(models.TextChoices):
        KEEP = "keep", "Keep"
        PROMOTE = "promote", "Promote to core"
        RETIRE = "retire", "Retire"

    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="review")
    deal_outcome = models.CharField(
        max_length=5, choices=[("won", "Won"), ("lost", "Lost")], blank=True
    )
    customers_using = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    retire_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="retire") | Q(retire_on__isnull=False),
                name="retired_by_a_date",
                violation_error_message="Say by which date it is retired.",
            )
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()
