"""The form of a team's week: filled with what is logged, else with what the last week suggests.

It adds no rule of its own. Amounts are typed in weeks, or in percent of the team's week.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.forms import PlainDigits, whole_number
from company.units import minutes_of, weeks_of
from portfolio.effort.planned import MOST_PLANNED, planned_items
from portfolio.effort.weeks import WeekFacts, WeekRow
from portfolio.items.lookup import items_called, name_input, names_of
from portfolio.models import Item

EMPTY_ROWS = 5
MOST_ROWS = MOST_PLANNED + EMPTY_ROWS
_AMOUNT = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?\s*(%?)")
WRONG_AMOUNT = "Write weeks like 0.50, or percent of the team's week like 40%."


def minutes_typed(text: str, full: int) -> int | None:
    """Whole minutes of "0.50" weeks, or of "40%" of a team's full week; None for other text."""
    amount = _AMOUNT.fullmatch(text.strip())
    if amount is None:
        return None
    number = Decimal(f"{amount[1]}.{amount[2] or 0}")
    if not amount[3]:
        return minutes_of(number)
    return int((number * full / 100).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class FormRow:
    """One row of the page: its fields, its heading, and what is logged now if that differs."""

    item: BoundField
    weeks: BoundField
    people: BoundField
    heading: str
    is_planned: bool
    slice_key: str | None
    now: Decimal | None


class WeekForm(PlainDigits, forms.Form):
    """Rows without weeks are left out; what was logged on their items goes."""

    is_stale = False

    def __init__(self, *args: Any, facts: WeekFacts, also: Item | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.facts, self.product = facts, facts.team.product
        self.pasted = str(self.data.get("pasted", ""))
        self.seen = str(self.data.get("seen", "")) if self.is_bound else facts.version
        self.offered = list(facts.offered)
        known = {row.item.pk for row in self.offered}
        planned = [item for item in planned_items(self.product) if item.pk not in known]
        if also is not None and also.pk not in known:
            planned = [also, *[item for item in planned if item.pk != also.pk]]
        self.planned = planned[: MOST_PLANNED - len(self.offered)]
        items = [*[row.item for row in self.offered], *self.planned]
        self.names = names_of(self.product, items)
        self.by_name = {self.names[item.pk].lower(): item for item in items}
        self._make_fields(items)

    def _make_fields(self, items: Sequence[Item]) -> None:
        amounts = {row.item.pk: row for row in self.offered}
        for n in range(self.row_count()):
            item = items[n] if n < len(items) else None
            row = amounts.get(item.pk) if item else None
            self.fields[f"item_{n}"] = forms.CharField(
                required=False,
                widget=name_input(),
                label=f"Item of row {n + 1}",
                initial=self.names[item.pk] if item else None,
                max_length=330,
            )
            self.fields[f"weeks_{n}"] = forms.CharField(
                required=False,
                label=f"Weeks of row {n + 1}",
                initial=str(row.weeks) if row else None,
                max_length=20,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "data-week": ""}),
            )
            self.fields[f"people_{n}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=999,
                label=f"People of row {n + 1}",
                initial=row.people if row and row.people > 1 else None,
            )

    def row_count(self) -> int:
        """At least as many rows as were sent: none may be lost when others change the week
        meanwhile.
        """
        given = whole_number(self.data.get("rows")) if self.is_bound else 0
        return min(max(given, len(self.offered) + len(self.planned) + EMPTY_ROWS), MOST_ROWS)

    def rows(self) -> Iterator[FormRow]:
        """The rows as the page shows them."""
        standing = {row.item.pk: row.weeks for row in self.facts.rows}
        offered = {row.item.pk for row in self.offered}
        for n in range(self.row_count()):
            field, weeks = self[f"item_{n}"], self[f"weeks_{n}"]
            item = self.by_name.get(str(field.value() or "").strip().lower())
            heading, key = self._heading(item, item is not None and item.pk in offered)
            now = standing.get(item.pk) if item and self.is_stale else None
            differs = now is not None and self._minutes(n) != minutes_of(now)
            people = self[f"people_{n}"]
            now = now if differs else None
            yield FormRow(field, weeks, people, heading, key is not None, key, now)

    @property
    def own_rows(self) -> list[FormRow]:
        """The rows of what is logged or suggested, and the empty ones."""
        return [row for row in self.rows() if not row.is_planned]

    @property
    def plan_rows(self) -> list[FormRow]:
        """The rows of the plan's other items."""
        return [row for row in self.rows() if row.is_planned]

    def _heading(self, item: Item | None, is_offered: bool) -> tuple[str, str | None]:
        if is_offered:
            return ("Logged" if self.facts.rows else "Suggested"), None
        if item is None:
            return "Anything else", None
        named = item.slice
        return str(named or "Uncategorised"), named.key if named else "uncategorised"

    @property
    def total_minutes(self) -> int:
        """The minutes of all rows; text that cannot be read counts as none."""
        return sum(self._minutes(n) or 0 for n in range(self.row_count()))

    @property
    def total_weeks(self) -> Decimal:
        return weeks_of(self.total_minutes + sum(row.minutes for row in self.facts.brought_in))

    def _minutes(self, n: int) -> int | None:
        """The minutes typed in row `n`.

        Logged minutes are shown rounded to a hundredth of a week: left as shown, they stay exact.
        """
        text = str(self[f"weeks_{n}"].value() or "")
        minutes = minutes_typed(text, self.facts.full_minutes)
        item = self.by_name.get(str(self[f"item_{n}"].value() or "").strip().lower())
        if item is None or minutes is None or "%" in text:
            return minutes
        exact = next((row.minutes for row in self.offered if row.item.pk == item.pk), None)
        return exact if exact is not None and minutes_of(weeks_of(exact)) == minutes else minutes

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.minutes: dict[int, int] = {}
        for n in range(self.row_count()):
            self._read_row(n, given)
        self.found = items_called(self.product, [given[f"item_{n}"] for n in self.minutes])
        for n in self.minutes:
            found = self.found.get(given[f"item_{n}"], "Say which item they worked on.")
            if isinstance(found, str):
                self.add_error(f"item_{n}", found)
        if not self.minutes and not self.errors and not self.facts.rows and not self.says_nothing:
            self.add_error("weeks_0", "Fill in the weeks of at least one row.")
        return given

    def _read_row(self, n: int, given: dict[str, Any]) -> None:
        text = given.get(f"weeks_{n}") or ""
        item = given[f"item_{n}"] = (given.get(f"item_{n}") or "").strip()
        minutes = self._minutes(n)
        if text and minutes is None:
            self.add_error(f"weeks_{n}", WRONG_AMOUNT)
        elif minutes:
            self.minutes[n] = minutes
        elif item and not text and item.lower() not in self.by_name:
            self.add_error(f"weeks_{n}", f"How many weeks went into {item}?")

    @property
    def says_nothing(self) -> bool:
        """Whether the button was pressed that says nothing was done."""
        return "nothing" in self.data

    def effort(self) -> list[WeekRow]:
        """The rows the week is to have. Only of a valid form."""
        given = self.cleaned_data
        return [
            WeekRow(item, minutes, given.get(f"people_{n}") or 1)
            for n, minutes in self.minutes.items()
            if isinstance(item := self.found[given[f"item_{n}"]], Item)
        ]


def with_what_stands(data: Any, facts: WeekFacts) -> dict[str, Any]:
    """What was typed, with the current version, and rows for what others added since."""
    typed = {name: data[name] for name in data}
    rows = whole_number(typed.get("rows"))
    named = {str(typed.get(f"item_{n}", "")).strip().lower() for n in range(rows)}
    names = names_of(facts.team.product, [row.item for row in facts.rows])
    for row in facts.rows:
        if names[row.item.pk].lower() not in named and rows < MOST_ROWS:
            typed[f"item_{rows}"], typed[f"weeks_{rows}"] = names[row.item.pk], str(row.weeks)
            typed[f"people_{rows}"] = str(row.people) if row.people > 1 else ""
            rows += 1
    return {**typed, "rows": str(rows), "seen": facts.version}
