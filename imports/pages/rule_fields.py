"""The rules of a mapping as rows of its form; a rule too rich for a row stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.forms.boundfield import BoundField

from company.models import Product
from imports import kinds
from imports.files.table import fold
from imports.mapping.rules import Rule

# Empty rows that wait for more rules.
SPARE = 2
TESTS = [("is", "is"), ("has", "has the word"), ("contains", "contains")]
FOR_COLUMN, FOR_NAMED = "for-column", "for-named"
PLACEHOLDERS = {"texts": "text; text", "end_named": "customer"}


@dataclass(frozen=True)
class RuleRow:
    """One rule's fields; `told` is the sentence of one that has none but `drop`."""

    told: str
    fields: list[BoundField]


class RuleRows:
    """Adds the fields of its rows to a form, and reads the rules from what was sent."""

    def __init__(self, form: Any, rules: Sequence[Rule], product: Product) -> None:
        self.form, self.rules = form, rules
        # Sent back with more rows than it came with, the form keeps what was typed.
        self.count = len(rules) + SPARE
        columns = [("", "column"), *((name, name) for name in form.table.header)]
        slices = kinds.get("items").slices
        self._choices = slices(product) if slices else []
        ends = [
            ("", "makes it"),
            *self._choices,
            (FOR_COLUMN, "a special for the customer in"),
            (FOR_NAMED, "a special for"),
        ]
        self._slices = {fold(text): key for key, name in self._choices for text in (name, key)}
        for n in range(self.count):
            rule = rules[n] if n < len(rules) else None
            if rule and not self._is_plain(rule):
                form.fields[f"rule-{n}-drop"] = forms.BooleanField(label="Drop it", required=False)
            else:
                self._add(n, self._initial(rule), columns, ends)

    def _add(self, n: int, initial: dict[str, Any], columns: Any, ends: Any) -> None:
        for name, field in {
            "column": forms.ChoiceField(label="Column", choices=columns),
            "test": forms.ChoiceField(label="Test", choices=TESTS),
            "texts": forms.CharField(label="Texts, parted by ;"),
            "end": forms.ChoiceField(label="Then", choices=ends),
            "end_column": forms.ChoiceField(label="Customer's column", choices=columns),
            "end_named": forms.CharField(label="Customer"),
        }.items():
            field.required, field.initial = False, initial.get(name, "")
            if name in PLACEHOLDERS:
                field.widget.attrs["placeholder"] = PLACEHOLDERS[name]
            self.form.fields[f"rule-{n}-{name}"] = field

    def _is_plain(self, rule: Rule) -> bool:
        """Whether a row of the form can show the whole rule, by columns that the file has."""
        if rule.and_ or rule.prefixes or rule.test not in dict(TESTS):
            return False
        there = all(isinstance(each, str) and self.form.names.named(each) for each in rule.columns)
        written = not any(";" in text or "\n" in text for text in rule.texts)
        return there and written and (not rule.slice or fold(rule.slice) in self._slices)

    def _initial(self, rule: Rule | None) -> dict[str, Any]:
        """The fields of a row that shows the rule."""
        if rule is None:
            return {"test": "is"}
        named = self.form.names.named
        end = self._slices[fold(rule.slice)] if rule.slice else ""
        return {
            "column": named(rule.column),
            "test": rule.test,
            "texts": "; ".join(rule.texts),
            "end": end or (FOR_NAMED if rule.special_for else FOR_COLUMN),
            "end_column": named(rule.special_for_column) if rule.special_for_column else "",
            "end_named": rule.special_for,
        }

    def __iter__(self) -> Any:
        for n in range(self.count):
            names = [name for name in self.form.fields if name.startswith(f"rule-{n}-")]
            told = self.rules[n].sentence if names == [f"rule-{n}-drop"] else ""
            yield RuleRow(told, [self.form[name] for name in names])

    def said(self) -> list[dict[str, Any]]:
        """The rules as a mapping file says them; rows without a text are no rules."""
        return [rule for n in range(self.count) if (rule := self._rule(n))]

    def _rule(self, n: int) -> dict[str, Any] | None:
        sent = self.form.cleaned_data
        names = [name for name in self.form.fields if name.startswith(f"rule-{n}-")]
        if n < len(self.rules) and not any(map(self.form.is_touched, names)):
            rule: dict[str, Any] = msgspec.to_builtins(self.rules[n])
            return rule
        if f"rule-{n}-drop" in names:
            return None
        get = {
            name: sent.get(f"rule-{n}-{name}") or ""
            for name in ("column", "test", "texts", "end", "end_column", "end_named")
        }
        texts = [text.strip() for text in get["texts"].split(";") if text.strip()]
        if not texts:
            return None
        end = {
            FOR_COLUMN: {"special_for_column": get["end_column"]},
            FOR_NAMED: {"special_for": get["end_named"]},
        }
        return {
            "column": get["column"],
            get["test"] or "is": texts,
            **end.get(get["end"], {"slice": get["end"]}),
        }
