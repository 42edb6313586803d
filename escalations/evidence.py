"""What is known about each claim made for a request (DESIGN 4.8). It proves nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Sum

from company.cached_reads import cached_until_changed
from company.calendar import bounds, running_quarter
from company.models import Product
from company.texts import short_money, short_percent
from company.units import ZERO, percent_of
from escalations.demand import who_wants
from escalations.estimates import EstimateHistory, estimate_history
from escalations.judgements import claims_come_true
from escalations.models import Claim, Displacement, Escalation, Review
from escalations.resembling import Resembling, resembling
from escalations.similar import Similar, similar_to
from portfolio.as_of import AsOf
from portfolio.models import Customer


@dataclass(frozen=True)
class ClaimEvidence:
    """One claim, what is known of it in a sentence, and how often its kind came true.

    `record` is (came true, judged); None where none was judged.
    """

    claim: Claim
    record: tuple[int, int] | None
    said: str


class Evidence:
    """What is known about the claims of one request; what several claims need is read once."""

    def __init__(self, escalation: Escalation) -> None:
        self.escalation = escalation
        self.product: Product = escalation.product

    @cached_property
    def claims(self) -> list[ClaimEvidence]:
        """Each claim in its order with its evidence."""
        claims = list(self.escalation.claims.all())
        records = claims_come_true(AsOf(self.product)) if claims else {}
        return [ClaimEvidence(c, records.get(c.kind), KNOWN[c.kind](self)) for c in claims]

    @cached_property
    def similar(self) -> list[Similar]:
        """The earlier requests with a similar title."""
        return similar_to(self.product, self.escalation.title, self.escalation)

    @cached_property
    def found(self) -> Resembling:
        """Similar requests with what was decided of them, non-goals and extension points."""
        text = f"{self.escalation.title} {self.escalation.problem}"
        return resembling(self.product, text, self.similar)

    @cached_property
    def estimates(self) -> EstimateHistory:
        return estimate_history(self.product)

    @cached_property
    def _revenue(self) -> tuple[int, Decimal]:
        """The number of customers who pay, and their yearly revenue together."""
        paying = Customer.objects.filter(product=self.product, arr__gt=0)
        sums = paying.aggregate(n=Count("pk"), arr=Sum("arr"))
        return sums["n"], sums["arr"] or ZERO

    def everyone(self) -> str:
        """A sentence on how many want it, and their share of customers and of revenue."""
        wants = {
            wants_it.customer.pk: wants_it.customer
            for wants_it in who_wants(self.escalation, self.similar)
        }
        if len(wants) < 2:
            return "Nobody else is known to wait for it, or to have asked for the same."
        count, arr = self._revenue
        paying = [customer for customer in wants.values() if customer.arr > 0]
        share = percent_of(sum((c.arr for c in paying), start=ZERO), arr)
        of_revenue = f" and {short_percent(share)} of the revenue" if share is not None else ""
        return (
            f"{len(wants)} customers wait for it or asked for the same: {len(paying)} of the"
            f" {count} who pay{of_revenue}."
        )

    def account(self) -> str:
        """A sentence on the customer's rank by revenue, and its share of all."""
        customer = self.escalation.customer
        if customer is None:
            return "No customer is named yet."
        if customer.arr <= 0:
            return f"{customer} pays nothing yet: a prospect."
        count, arr = self._revenue
        larger = Customer.objects.filter(product=self.product, arr__gt=customer.arr).count()
        share = percent_of(customer.arr, arr) or ZERO
        return (
            f"{customer} is number {larger + 1} of {count} by revenue:"
            f" {self.product.currency} {short_money(customer.arr)} a year,"
            f" {short_percent(share)} of all."
        )

    def size(self) -> str:
        """A sentence on how estimates held up."""
        history = self.estimates
        if not history.is_enough:
            return f"Not enough history of estimates (n = {history.count})."
        return (
            f"Of {history.count} delivered specials half took at most {history.median} times their"
            f" likely weeks, four in five at most {history.most} times."
        )

    def slipped_in(self) -> str:
        """A sentence on what slipped into this quarter so far, and what it pushed out."""
        quarter = running_quarter(self.product)
        first, after = (self.product.midnight(day) for day in bounds(self.product, quarter))
        rows = Displacement.objects.filter(
            escalation__product=self.product, decided_at__gte=first, decided_at__lt=after
        )
        sums = rows.aggregate(
            specials=Count("escalation", distinct=True),
            items=Count("item", distinct=True),
            weeks=Sum("weeks"),
        )
        if not sums["specials"]:
            return f"Nothing was slipped into {quarter.label} so far."
        return (
            f"{sums['specials']} slipped into {quarter.label} so far, and pushed out"
            f" {sums['weeks']:.2f} wk of {sums['items']} item{'s' if sums['items'] != 1 else ''}."
        )

    def specified(self) -> str:
        """A sentence on how specials that a customer had specified were reviewed."""
        rows = Review.objects.filter(
            escalation__product=self.product,
            escalation__claims__kind=Claim.Kind.CUSTOMER_SPECIFIED,
        )
        verdicts = dict(rows.values_list("verdict").annotate(n=Count("escalation", distinct=True)))
        if not verdicts:
            return "None that a customer had specified was reviewed yet."
        counts = [
            f"{verdicts[verdict]} {word}"
            for verdict, word in (("promote", "promoted"), ("keep", "kept"), ("retire", "retired"))
            if verdicts.get(verdict)
        ]
        total = sum(verdicts.values())
        return f"Of {total} that a customer had specified: {', '.join(counts)}."


@cached_until_changed
def evidence_for(escalation: Escalation) -> Evidence:
    """What is known about its claims, and what it resembles, read when it is asked for."""
    return Evidence(escalation)


KNOWN: dict[str, Callable[[Evidence], str]] = {
    Claim.Kind.EVERYONE_WANTS_THIS: Evidence.everyone,
    Claim.Kind.STRATEGIC_ACCOUNT: Evidence.account,
    Claim.Kind.FEW_LINES: Evidence.size,
    Claim.Kind.AGILE_SLIP_IN: Evidence.slipped_in,
    Claim.Kind.CUSTOMER_SPECIFIED: Evidence.specified,
}
