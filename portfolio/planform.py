"""The planning form: capacity, targets and lines of one quarter."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from company.models import Product
from portfolio.forms import item_choices
from portfolio.models import Item, Slice
from portfolio.plan import LineInput
from portfolio.planning import PlanFacts
from portfolio.weeks import ZERO

EMPTY_ROWS = 4
HALF = Decimal("0.5")


class PlanForm(forms.Form):
    """Targets are one field a slice, lines a pair of fields a row; the last rows are empty."""

    capacity_weeks = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=2, label="Capacity, in engineer-weeks"
    )
    reserve_weeks = forms.DecimalField(
        required=False, min_value=0, max_digits=9, decimal_places=2,
        label="Reserve for specials, in weeks",
        help_text="Set aside before they are known. It names the best items it kept out.",
    )  # fmt: skip
    kept_out = forms.ModelMultipleChoiceField(
        Item.objects.none(), required=False, label="Items the reserve kept out"
    )
    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label="Why it changes"
    )

    def __init__(self, *args: Any, product: Product, plan: PlanFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product, self.plan = product, plan
        self.slices = list(Slice.objects.filter(product=product))
        open_items = Item.objects.filter(product=product, slice__is_specials=False)
        self.fields["kept_out"].queryset = open_items  # type: ignore[attr-defined]  # a choice of rows
        self.core_lines = [x for x in plan.lines if x.item and x.slice != self._specials]
        self._add_targets()
        self._add_lines()
        if not plan.baseline:
            del self.fields["reason"]

    @property
    def _specials(self) -> str:
        return next(s.key for s in self.slices if s.is_specials)

    def _add_targets(self) -> None:
        for found in self.slices:
            self.fields[f"target_{found.key}"] = forms.DecimalField(
                required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1,
                label=found.name, initial=self.plan.targets.get(found.key),
                widget=forms.NumberInput(attrs={"step": "0.5", "class": "short"}),
            )  # fmt: skip

    def _add_lines(self) -> None:
        choices = item_choices(self.product)
        for n in range(self.row_count()):
            line = self.core_lines[n] if n < len(self.core_lines) else None
            self.fields[f"item_{n}"] = forms.ChoiceField(
                required=False, choices=self._with(choices, line), label=f"Item {n + 1}",
                initial=line.item if line else None,
            )  # fmt: skip
            self.fields[f"weeks_{n}"] = forms.DecimalField(
                required=False, min_value=0, max_digits=9, decimal_places=2,
                label=f"Weeks of item {n + 1}", initial=line.weeks if line else None,
                widget=forms.NumberInput(attrs={"step": "0.25", "class": "short"}),
            )  # fmt: skip

    @staticmethod
    def _with(choices: list[Any], line: Any) -> list[Any]:
        """The line's own item stays a choice when it is finished."""
        return choices if line is None else [*choices, ("This line", [(line.item, line.title)])]

    @property
    def targets_total_shown(self) -> Decimal:
        """The sum of the targets as they stand in the form; what is no number counts nothing."""
        total = Decimal(0)
        for _, field in self.target_fields():
            try:
                total += Decimal(str(field.value() or 0))
            except InvalidOperation:
                continue
        return total

    def row_count(self) -> int:
        if not self.is_bound:
            return len(self.core_lines) + EMPTY_ROWS
        given = self.data.get("rows", "")
        most = int(given) if str(given).isdecimal() else 0
        return min(max(most, len(self.core_lines) + EMPTY_ROWS), 500)

    def target_fields(self) -> list[Any]:
        return [(found, self[f"target_{found.key}"]) for found in self.slices]

    def line_fields(self) -> list[Any]:
        return [(self[f"item_{n}"], self[f"weeks_{n}"]) for n in range(self.row_count())]

    def targets(self) -> dict[str, Decimal]:
        return {
            found.key: self.cleaned_data.get(f"target_{found.key}") or Decimal(0)
            for found in self.slices
        }

    def lines(self) -> list[LineInput]:
        """Core lines and the reserve, as the action takes them."""
        asked = [
            (self.cleaned_data.get(f"item_{n}"), self.cleaned_data.get(f"weeks_{n}"))
            for n in range(self.row_count())
        ]
        ids = [int(item) for item, weeks in asked if item]
        items = Item.objects.filter(product=self.product).select_related("slice").in_bulk(ids)
        found = [LineInput(items[int(i)], weeks or ZERO) for i, weeks in asked if i]
        reserve = self.cleaned_data.get("reserve_weeks")
        kept_out = list(self.cleaned_data.get("kept_out") or [])
        if reserve or kept_out:
            found.append(LineInput(None, reserve or ZERO, kept_out))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for n in range(self.row_count()):
            if given.get(f"weeks_{n}") and not given.get(f"item_{n}"):
                self.add_error(f"item_{n}", "Say which item takes these weeks.")
        return given


def scaled_to_fit(targets: dict[str, Decimal]) -> dict[str, Decimal]:
    """The same proportions in whole or half percents that sum to exactly 100.

    Largest remainder: each is rounded down to a half, and the halves left go to those that
    lost most. Nothing asked for stays nothing.
    """
    total = sum(targets.values())
    if not total:
        return targets
    exact = {key: percent * 100 / total for key, percent in targets.items()}
    down = {key: percent // HALF * HALF for key, percent in exact.items()}
    left = int((100 - sum(down.values())) / HALF)
    most = sorted(exact, key=lambda key: down[key] - exact[key])
    return {key: down[key] + (HALF if key in most[:left] else 0) for key in targets}
