"""The planning form: capacity, targets and lines of one quarter."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from company.forms import PlainDigits, whole_number
from company.models import Product
from company.units import ZERO
from company.version_forms import THEIRS
from company.versions import Expected, Stale
from portfolio.items.lookup import items_called, name_input, names_of
from portfolio.models import Item, Slice
from portfolio.plan.actions import LineInput
from portfolio.plan.conflict import (
    Difference,
    Texts,
    differences,
    ids,
    laid_out,
    merged,
    percent,
    read_texts,
    texts_of,
)
from portfolio.plan.facts import LineFacts, PlanFacts
from portfolio.plan.fields import number, weeks_field
from portfolio.plan.pasting import with_pasted

EMPTY_ROWS = 4
MORE_ROWS = 5
MOST_ROWS = 400
KEPT_ROWS = 3
HALF = Decimal("0.5")


class PlanForm(PlainDigits, forms.Form):
    """One field for each slice's target, a pair of fields for each line, and some empty rows.

    Its page sends back, hidden, the version and the texts of the plan it was opened with.
    """

    capacity_weeks = weeks_field("Capacity, in engineer-weeks", required=True)
    reserve_weeks = weeks_field(
        "Weeks set aside",
        help_text="For specials before they are known. Leave it empty for no reserve.",
    )
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Why does the plan change?",
        help_text="It stands beside every line that differs from the baseline.",
    )

    def __init__(self, *args: Any, product: Product, plan: PlanFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product, self.plan = product, plan
        self.typed = self.data if self.is_bound else self.initial
        self.seen = self.typed.get("seen") or plan.version
        self.changed_by, self.differences = "", list[Difference]()
        self.slices = list(Slice.objects.filter(product=product))
        specials = next(s.key for s in self.slices if s.is_specials)
        self.specials = [x for x in plan.lines if x.item and x.slice == specials]
        self.core_lines = self._by_slice([x for x in plan.lines if x.item and x.slice != specials])
        reserve = next((line for line in plan.lines if line.reserve), None)
        self.kept_out = reserve.kept_out if reserve else []
        self.initial.setdefault("capacity_weeks", plan.capacity_weeks)
        self.initial.setdefault("reserve_weeks", reserve.weeks if reserve else None)
        self._add_targets()
        self._add_rows()
        if not plan.baseline:
            del self.fields["reason"]
        self.now = texts_of(plan, self.core_lines)
        self.seen_plan = self.typed.get("seen_plan") or json.dumps(self.now)

    def _by_slice(self, lines: list[LineFacts]) -> list[LineFacts]:
        order = {found.key: n for n, found in enumerate(self.slices)}
        return sorted(lines, key=lambda x: (order.get(x.slice or "", 99), x.place))

    def _add_targets(self) -> None:
        for found in self.slices:
            self.fields[f"target_{found.key}"] = forms.DecimalField(
                required=False,
                min_value=0,
                max_value=100,
                max_digits=4,
                decimal_places=1,
                label=found.name,
                initial=_trimmed(self.plan.targets.get(found.key)),
                widget=forms.NumberInput(attrs={"step": "0.5", "data-target": True}),
            )

    def _add_rows(self) -> None:
        ids = {line.item for line in self.core_lines} | set(self.kept_out)
        items = Item.objects.filter(product=self.product, pk__in=[i for i in ids if i])
        names = names_of(self.product, items)
        self.planned_names = {names[line.item].lower() for line in self.core_lines if line.item}
        for n in range(self.row_count()):
            line = self.core_lines[n] if n < len(self.core_lines) else None
            self.fields[f"item_{n}"] = forms.CharField(
                required=False,
                widget=name_input(),
                label=f"Item of row {n + 1}",
                initial=names[line.item] if line and line.item else None,
                max_length=330,
            )
            self.fields[f"weeks_{n}"] = weeks_field(
                f"Weeks of row {n + 1}", initial=line.weeks if line else None
            )
            self.fields[f"weeks_{n}"].widget.attrs["data-line"] = True
        for n in range(self.kept_count()):
            self.fields[f"kept_{n}"] = forms.CharField(
                required=False,
                widget=name_input(),
                label=f"Kept out, {n + 1}",
                max_length=330,
                initial=names.get(self.kept_out[n]) if n < len(self.kept_out) else None,
            )

    def row_count(self) -> int:
        return self._count("rows", len(self.core_lines) + EMPTY_ROWS)

    def kept_count(self) -> int:
        return self._count("kept_rows", len(self.kept_out) + KEPT_ROWS)

    def _count(self, name: str, least: int) -> int:
        given = (self.data if self.is_bound else self.initial).get(name)
        return min(max(whole_number(given), least), MOST_ROWS)

    @property
    def pasted(self) -> str:
        """Pasted text that could not be read."""
        return str(self.typed.get("pasted", ""))

    def target_fields(self) -> list[Any]:
        return [(found, self[f"target_{found.key}"]) for found in self.slices]

    def line_rows(self) -> list[Any]:
        """Item field, weeks field and the plan's line, or None, of each row."""
        lines = [*self.core_lines, *[None] * self.row_count()]
        return [(self[f"item_{n}"], self[f"weeks_{n}"], lines[n]) for n in range(self.row_count())]

    def kept_fields(self) -> list[Any]:
        return [self[f"kept_{n}"] for n in range(self.kept_count())]

    def targets_sum(self) -> Decimal:
        """The sum of the targets typed; what is no number counts as zero."""
        return sum((number(field.value()) for _, field in self.target_fields()), start=ZERO)

    def targets_over(self) -> Decimal:
        """By how many points the targets exceed 100%; negative when some is left."""
        return self.targets_sum() - 100

    def specials_weeks(self) -> Decimal:
        return sum((line.weeks for line in self.specials), start=ZERO)

    def lines_sum(self) -> Decimal:
        """The weeks of all lines as typed: core, reserve and the decided specials."""
        core = sum((number(weeks.value()) for _, weeks, _ in self.line_rows()), start=ZERO)
        return core + number(self["reserve_weeks"].value()) + self.specials_weeks()

    def weeks_left(self) -> Decimal:
        """Capacity less all lines as typed; negative when they do not fit."""
        return number(self["capacity_weeks"].value()) - self.lines_sum()

    def weeks_over(self) -> Decimal:
        return -self.weeks_left()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        fields = [name for name in self.fields if name.startswith(("item_", "kept_"))]
        self.found = items_called(self.product, [given.get(name) or "" for name in fields])
        for name in fields:
            found = self.found.get(given.get(name) or "")
            if isinstance(found, str):
                self.add_error(name, found)
        for n in range(self.row_count()):
            self._check_row(given, n)
        return given

    def _check_row(self, given: Mapping[str, Any], n: int) -> None:
        item, weeks = given.get(f"item_{n}"), given.get(f"weeks_{n}")
        if weeks and not item and f"item_{n}" not in self.errors:
            self.add_error(f"item_{n}", "Say which item takes these weeks.")
        is_new = item and item.lower() not in self.planned_names
        if is_new and weeks is None and not {f"item_{n}", f"weeks_{n}"} & set(self.errors):
            self.add_error(f"weeks_{n}", f"Say how many weeks {item} takes, or empty the row.")

    def targets(self) -> dict[str, Decimal]:
        given = self.cleaned_data
        return {s.key: given.get(f"target_{s.key}") or Decimal(0) for s in self.slices}

    def lines(self) -> list[LineInput]:
        """Core lines and the reserve as the action takes them; without weeks a line goes."""
        given = self.cleaned_data
        rows = [(given[f"item_{n}"], given[f"weeks_{n}"]) for n in range(self.row_count())]
        inputs = [LineInput(self._item(item), weeks) for item, weeks in rows if item and weeks]
        reserve = given["reserve_weeks"] or ZERO
        if reserve or self._kept():
            inputs.append(LineInput(None, reserve, self._kept()))
        return inputs

    def _kept(self) -> list[Item]:
        names = [self.cleaned_data[f"kept_{n}"] for n in range(self.kept_count())]
        return [self._item(name) for name in names if name]

    def _item(self, name: str) -> Item:
        found = self.found[name]
        if isinstance(found, str):
            raise forms.ValidationError(found)
        return found

    @property
    def expected(self) -> Expected:
        seen = self.typed.get("seen")
        return (seen,) if seen else None

    @property
    def is_stale(self) -> bool:
        return bool(self.differences)

    @property
    def takes(self) -> dict[str, str]:
        """By place, "theirs" or "mine", as chosen where the two plans differed."""
        return {name[5:]: self.typed[name] for name in self.typed if name.startswith("take-")}

    def texts(self) -> Texts:
        """What was typed, by place. Only of a valid form."""
        reserve = self.cleaned_data["reserve_weeks"]
        return {
            "capacity_weeks": f"{self.cleaned_data['capacity_weeks']:.2f}",
            **{f"target_{key}": percent(value) for key, value in self.targets().items()},
            **{f"line_{x.item.pk}": f"{x.weeks:.2f}" for x in self.lines() if x.item},
            "reserve_weeks": f"{reserve:.2f}" if reserve else "",
            "kept_out": ids([item.pk for item in self._kept()]),
        }

    def settled(self) -> "PlanForm":
        """The form with what stands now in every place where theirs was chosen."""
        if THEIRS not in self.takes.values():
            return self
        texts = merged(self.now, self.texts(), self.takes)
        return self._over(self.plan, texts, seen=self.seen, seen_plan=self.seen_plan)

    def beside(self, error: Stale) -> "PlanForm":
        """What was typed, laid over the plan as it stands now, with the differences."""
        form = self._over(error.current, self.texts(), seen=error.version, seen_plan="")
        seen = read_texts(self.seen_plan)
        form.differences = differences(self.product, form.now, self.texts(), seen, self.takes)
        form.changed_by = error.by
        return form

    def _over(self, plan: PlanFacts, texts: Texts, **told: str) -> "PlanForm":
        fresh = PlanForm(product=self.product, plan=plan)
        data = laid_out(self.product, fresh.core_lines, texts)
        told["reason"] = self.cleaned_data.get("reason", "")
        return PlanForm({**data, **told}, product=self.product, plan=plan)


def _trimmed(percent: Decimal | None) -> Decimal | None:
    """45 instead of 45.0."""
    return percent if percent is None or percent % 1 else Decimal(int(percent))


def rewritten(typed: Mapping[str, Any], proposal: Decimal) -> dict[str, Any]:
    """What was typed, changed by a button that saves nothing.

    These add rows, read pasted ones, scale the targets to 100, or take the teams' capacity.
    """
    data = dict(typed)
    if "more" in data:
        data["rows"] = whole_number(data.get("rows")) + MORE_ROWS
    if "paste" in data:
        data = with_pasted(data, MOST_ROWS)
    if "take" in data:
        data["capacity_weeks"] = str(proposal)
    if "scale" in data:
        names = [name for name in data if name.startswith("target_")]
        wishes = {name: max(ZERO, number(data[name])) for name in names}
        for name, percent in scaled_to_fit(wishes).items():
            data[name] = str(_trimmed(percent))
    return data


def scaled_to_fit(targets: dict[str, Decimal]) -> dict[str, Decimal]:
    """Targets in the same proportions, in whole or half percents that sum to exactly 100.

    By largest remainder: each is rounded down to a half, and the halves left over go to those that
    lost most. Zero stays zero.
    """
    total = sum(targets.values())
    if not total:
        return targets
    exact = {key: percent * 100 / total for key, percent in targets.items()}
    down = {key: percent // HALF * HALF for key, percent in exact.items()}
    left = int((100 - sum(down.values())) / HALF)
    most = sorted(exact, key=lambda key: down[key] - exact[key])
    return {key: down[key] + (HALF if key in most[:left] else 0) for key in targets}
