"""Logging a week: one team, one week, a row for each item of the plan and some empty ones."""

from collections.abc import Iterator
from typing import Any

from django import forms

from company.calendar import running_quarter, thursday_of, today
from company.forms import PlainDigits
from company.models import Product
from company.units import minutes_of
from portfolio.effort.actions import EffortInput
from portfolio.items.lookup import items_called, name_input, names_of
from portfolio.models import Item, Line, Team
from portfolio.plan.forms import weeks_field, whole_number

EMPTY_ROWS = 5
MOST_ROWS = 200


class EffortForm(PlainDigits, forms.Form):
    """Rows without weeks are left out; the plan's items stand in theirs already."""

    team = forms.ModelChoiceField(Team.objects.none(), empty_label=None)
    week = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        label="Any day of the week",
    )

    def __init__(
        self, *args: Any, product: Product, also: Item | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        self.initial.setdefault("week", today(product))
        self.fields["team"].queryset = Team.objects.filter(product=product)  # type: ignore[attr-defined]  # a choice of rows
        self.planned = planned_items(product)
        if also is not None and also not in self.planned:
            self.planned.insert(0, also)
        self.names = names_of(product, self.planned)
        for n in range(self.row_count()):
            item = self.planned[n] if n < len(self.planned) else None
            self.fields[f"item_{n}"] = forms.CharField(
                required=False,
                widget=name_input(),
                label=f"Item of row {n + 1}",
                initial=self.names[item.pk] if item else None,
                max_length=330,
            )
            self.fields[f"weeks_{n}"] = weeks_field(f"Weeks of row {n + 1}")
            self.fields[f"people_{n}"] = forms.IntegerField(
                required=False, min_value=1, max_value=999, label=f"People of row {n + 1}"
            )

    def row_count(self) -> int:
        """As many rows as were sent, so that none is lost when the plan changes meanwhile."""
        given = whole_number(self.data.get("rows")) if self.is_bound else 0
        return min(max(given, len(self.planned) + EMPTY_ROWS), MOST_ROWS)

    def rows(self) -> list[Any]:
        """Item, weeks and people fields, and the planned item of the row, if any."""
        items = [*self.planned, *[None] * MOST_ROWS]
        return [
            (self[f"item_{n}"], self[f"weeks_{n}"], self[f"people_{n}"], items[n])
            for n in range(self.row_count())
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        filled = [n for n in range(self.row_count()) if given.get(f"weeks_{n}")]
        self.found = items_called(self.product, [given.get(f"item_{n}") or "" for n in filled])
        for n in filled:
            found = self.found.get(given.get(f"item_{n}") or "", "Say which item they worked on.")
            if isinstance(found, str):
                self.add_error(f"item_{n}", found)
        self._check_unfilled(given)
        if not filled and not self.errors:
            self.add_error("weeks_0", "Fill in the weeks of at least one row.")
        return given

    def _check_unfilled(self, given: dict[str, Any]) -> None:
        known = {name.lower() for name in self.names.values()}
        for n in range(self.row_count()):
            item = given.get(f"item_{n}")
            is_new = item and item.lower() not in known
            if is_new and not given.get(f"weeks_{n}") and f"weeks_{n}" not in self.errors:
                self.add_error(f"weeks_{n}", f"How many weeks went into {item}?")

    def effort(self) -> list[EffortInput]:
        return list(self._effort())

    def _effort(self) -> Iterator[EffortInput]:
        given = self.cleaned_data
        for n in range(self.row_count()):
            item = self.found.get(given.get(f"item_{n}") or "")
            if isinstance(item, Item) and given[f"weeks_{n}"]:
                yield EffortInput(
                    team=given["team"],
                    item=item,
                    date=thursday_of(given["week"]),
                    minutes=minutes_of(given[f"weeks_{n}"]),
                    people=given[f"people_{n}"] or 1,
                )


def planned_items(product: Product) -> list[Item]:
    """The items of the running quarter's plan, specials first, then slice by slice."""
    lines = Line.objects.filter(
        plan__product=product, plan__quarter=running_quarter(product), item__isnull=False
    )
    rows = Item.objects.filter(lines__in=lines).select_related("slice")
    return list(
        rows.order_by("-slice__is_specials", "slice__position", "title", "pk")[
            : MOST_ROWS - EMPTY_ROWS
        ]
    )
