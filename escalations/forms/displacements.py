"""The form that proposes a displacement: one row for each line that could give weeks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects

from company.calendar import Quarter
from company.units import ZERO
from escalations.displacements.harm import ORDER_SAID, harm
from escalations.displacements.rows import Row, RowInput, parts_of
from escalations.forms.steps import StepForm
from escalations.models import Escalation, Outcome, Proposal, Sizing
from escalations.queries import ASKED, current_sizing
from portfolio.customers.queries import waiting_for
from portfolio.models import Item, Line, Plan, Waiting
from portfolio.plan.actions import is_special
from portfolio.plan.queries import weeks_left


def _may_give(line: Line) -> bool:
    """Specials never pay for specials, and what is finished has nothing to give."""
    is_finished = line.item is not None and line.item.finished_on is not None
    return not is_special(line.item) and not is_finished


def _named(line: Line) -> list[int]:
    """The ids of the items its weeks are for: its own, or those that the reserve kept out."""
    return [line.item_id] if line.item_id else [item.pk for item in line.kept_out.all()]


@dataclass(frozen=True)
class Offer:
    """One line of the plan: weeks it has left, who waits for it, and its three form fields."""

    line: Line
    quarter: Quarter
    left: Decimal
    waiting: list[Waiting]
    weeks: Any
    outcome: Any
    kept_out: Any

    @property
    def name(self) -> str:
        return str(self.line)

    @property
    def fields(self) -> tuple[Any, Any, Any]:
        """Its bound fields; the last is None for all lines but the reserve."""
        return self.weeks, self.outcome, self.kept_out


@dataclass(frozen=True)
class OfferGroup:
    """Lines of one quarter that somebody waits for, or that nobody does; `said` is the heading."""

    said: str
    offers: list[Offer]


class OffersForm(StepForm):
    """A form with three fields for each line that has weeks to give.

    With `shows_lines=False` it has none of them, for pages that show lines on request.
    """

    order_said = ORDER_SAID

    def __init__(self, *args: Any, shows_lines: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shows_lines = shows_lines
        self.lines: list[Line] = []
        if shows_lines:
            self.add_lines()

    def add_lines(self) -> None:
        self.shows_lines = True
        self.lines, self.left = self._lines()
        named = {line.pk: _named(line) for line in self.lines}
        waiting = waiting_for({pk for items in named.values() for pk in items})
        self.waiting = {
            line: [wait for pk in items for wait in waiting.get(pk, [])]
            for line, items in named.items()
        }
        self.lines.sort(key=self._place)
        for line in self.lines:
            self._add_fields(line)

    def _place(self, line: Line) -> tuple[object, ...]:
        """The sort key of a line: its quarter, then the least harm first."""
        return line.plan.quarter, *harm(self.waiting[line.pk], self.left[line.pk]), line.pk

    def quarters(self) -> list[Quarter]:
        """The quarters whose lines may give."""
        raise NotImplementedError

    def _lines(self) -> tuple[list[Line], Mapping[int, Decimal]]:
        """Core lines and reserve of the quarters asked for that have weeks left; by line id how
        many.
        """
        plans = list(
            Plan.objects.filter(
                product=self.escalation.product, quarter__in=self.quarters()
            ).select_related("product")
        )
        by_plan = {plan.pk: weeks_left(plan) for plan in plans}
        rows = Line.objects.filter(plan__in=plans).select_related("plan", "item__slice")
        lines = [line for line in rows.prefetch_related("kept_out") if _may_give(line)]
        left = {line.pk: by_plan[line.plan_id].get(line.item_id, ZERO) for line in lines}
        return [line for line in lines if left[line.pk]], left

    def _add_fields(self, line: Line) -> None:
        name = str(line)
        self.fields[f"weeks_{line.pk}"] = forms.DecimalField(
            required=False,
            min_value=0,
            max_digits=9,
            decimal_places=2,
            label=f"Weeks from {name}",
            widget=forms.NumberInput(attrs={"step": "0.01", "class": "short"}),
        )
        self.fields[f"outcome_{line.pk}"] = forms.ChoiceField(
            choices=Outcome.choices,
            required=False,
            label=f"What becomes of {name}",
            initial=Outcome.SLIPS,
        )
        if line.is_reserve:
            self.fields[f"kept_{line.pk}"] = forms.ModelChoiceField(
                line.kept_out.all(), required=False, label="Which item it kept out"
            )

    def start_from(self, rows: Iterable[Row]) -> None:
        """Fill in the fields of the lines that these rows take from."""
        for row in rows:
            for line in self.lines:
                mine = line.plan.quarter == row.quarter
                if mine and line.item_id == (row.item.pk if row.item else None):
                    self.initial[f"weeks_{line.pk}"] = row.weeks
                    self.initial[f"outcome_{line.pk}"] = row.outcome
                    self.initial[f"kept_{line.pk}"] = row.kept_out

    @property
    def offers(self) -> list[Offer]:
        return [
            Offer(
                line=line,
                quarter=line.plan.quarter,
                left=self.left[line.pk],
                waiting=self.waiting[line.pk],
                weeks=self[f"weeks_{line.pk}"],
                outcome=self[f"outcome_{line.pk}"],
                kept_out=self[f"kept_{line.pk}"] if line.is_reserve else None,
            )
            for line in self.lines
        ]

    @property
    def groups(self) -> list[OfferGroup]:
        """The offers by quarter: lines that nobody waits for, then the others."""
        offer_groups = []
        quarters = sorted({line.plan.quarter for line in self.lines})
        for (quarter, is_waited), rows in groupby(
            self.offers, key=lambda offer: (offer.quarter, bool(offer.waiting))
        ):
            said = "Customers wait for these" if is_waited else "Nobody waits for these"
            name = f"{quarter.label}: {said.lower()}" if len(quarters) > 1 else said
            offer_groups.append(OfferGroup(name, list(rows)))
        return offer_groups

    def rows(self) -> list[RowInput]:
        """The rows that were filled in, as the action takes them."""
        inputs = []
        for line in self.lines:
            weeks = self.cleaned_data.get(f"weeks_{line.pk}")
            if weeks:
                kept: Item | None = self.cleaned_data.get(f"kept_{line.pk}")
                outcome = self.cleaned_data.get(f"outcome_{line.pk}") or Outcome.SLIPS
                inputs.append(
                    RowInput(line.item, weeks, outcome, quarter=line.plan.quarter, kept_out=kept)
                )
        return inputs


class ProposedOffersForm(OffersForm):
    """The lines of the quarters that the sizing asks for, filled in as product proposed."""

    def __init__(self, *args: Any, escalation: Escalation, **kwargs: Any) -> None:
        # Only to show the page: the action reads everything again under the lock.
        prefetch_related_objects([escalation], *ASKED)
        super().__init__(*args, escalation=escalation, **kwargs)

    def add_lines(self) -> None:
        super().add_lines()
        self.start_from(self.standing_rows)

    @cached_property
    def sizing(self) -> Sizing:
        return current_sizing(self.escalation)

    def quarters(self) -> list[Quarter]:
        return list(parts_of(self.sizing))

    @cached_property
    def standing(self) -> Proposal | None:
        return self.escalation.latest_proposal

    @cached_property
    def standing_rows(self) -> list[Row]:
        """The rows of the latest proposal; none before the first."""
        return [Row.of(row) for row in self.standing.rows.all()] if self.standing else []

    @property
    def names_lines(self) -> bool:
        """Whether the lines it was sent with count, rather than those proposed before."""
        return self.is_bound


class ProposeForm(ProposedOffersForm):
    """Product's position, and what pays for the special. It may be incomplete."""

    position = forms.CharField(
        required=False,
        label="Product's position",
        help_text="It stands beside the claims, at equal rank.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.standing is not None:
            self.initial["position"] = self.standing.position

    def values(self) -> dict[str, Any]:
        return {"position": self.cleaned_data["position"], "rows": self.rows()}
