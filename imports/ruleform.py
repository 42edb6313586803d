"""The rules of a mapping as rows of its form; a rule too rich for a row stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.models import Product
from imports import kinds
from imports.rules import Rule

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

    def __init__(self, form: forms.Form, rules: Sequence[Rule], product: Product) -> None:
        self.form, self.rules = form, rules
        # Sent back with more rows than it came with, the form keeps what was typed.
        self.count = len(rules) + SPARE
        columns = [("", "column"), *((name, name) for name in form.table.header)]  # type: ignore[attr-defined]  # MappingForm has one
        slices = kinds.get("items").slices
        ends = [
            ("", "makes it"),
            *((key, name) for key, name in (slices(product) if slices else [])),
            (FOR_COLUMN, "a special for the customer in"),
            (FOR_NAMED, "a special for"),
        ]
        for n in range(self.count):
            rule = rules[n] if n < len(rules) else None
            if rule and not _is_plain(rule):
                form.fields[f"rule-{n}-drop"] = forms.BooleanField(label="Drop it", required=False)
            else:
                self._add(n, rule, columns, ends)

    def _add(self, n: int, rule: Rule | None, columns: Any, ends: Any) -> None:
        test = rule.condition.tests[0] if rule else None
        initial = _initial(rule)
        for name, field in {
            "column": forms.ChoiceField(
                label="Column", choices=columns, initial=test.columns if test else ""
            ),
            "test": forms.ChoiceField(
                label="Test", choices=TESTS, initial=test.test if test else ""
            ),
            "texts": forms.CharField(
                label="Texts, parted by ;", initial="; ".join(test.texts) if test else ""
            ),
            "end": forms.ChoiceField(label="Then", choices=ends, initial=initial["end"]),
            "end_column": forms.ChoiceField(
                label="Customer's column", choices=columns, initial=initial["end_column"]
            ),
            "end_named": forms.CharField(label="Customer", initial=initial["end_named"]),
        }.items():
            field.required = False
            if name in PLACEHOLDERS:
                field.widget.attrs["placeholder"] = PLACEHOLDERS[name]
            self.form.fields[f"rule-{n}-{name}"] = field

    def __iter__(self) -> Any:
        for n in range(self.count):
            names = [name for name in self.form.fields if name.startswith(f"rule-{n}-")]
            told = _told(self.rules[n]) if names == [f"rule-{n}-drop"] else ""
            yield RuleRow(told, [self.form[name] for name in names])

    def said(self) -> list[dict[str, Any]]:
        """The rules as a mapping file says them; rows without a text are no rules."""
        return [rule for n in range(self.count) if (rule := self._rule(n))]

    def _rule(self, n: int) -> dict[str, Any] | None:
        sent = self.form.cleaned_data
        if f"rule-{n}-drop" in self.form.fields:
            return None if sent.get(f"rule-{n}-drop") else self.rules[n].as_data()
        get = {name: sent.get(f"rule-{n}-{name}") or "" for name in
               ("column", "test", "texts", "end", "end_column", "end_named")}  # fmt: skip
        texts = [text.strip() for text in get["texts"].split(";") if text.strip()]
        if not texts:
            return None
        end = {FOR_COLUMN: {"special_for_column": get["end_column"]},
               FOR_NAMED: {"special_for": get["end_named"]}}  # fmt: skip
        return {
            "column": get["column"],
            get["test"] or "is": texts,
            **end.get(get["end"], {"slice": get["end"]}),
        }


def _is_plain(rule: Rule) -> bool:
    """Whether a row of the form can show the whole rule."""
    tests = rule.condition.tests
    only = len(tests) == 1 and tests[0].test in dict(TESTS) and isinstance(tests[0].columns, str)
    return only and not rule.prefixes and isinstance(rule.special_for_column, str)


def _initial(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"end": "", "end_column": "", "end_named": ""}
    end = rule.slice or (FOR_NAMED if rule.special_for else FOR_COLUMN)
    return {"end": end, "end_column": rule.special_for_column, "end_named": rule.special_for}


def _told(rule: Rule) -> str:
    """The rule in a sentence."""
    if rule.prefixes:
        return f"{rule.condition}…: a special for the customer named behind it"
    then = rule.slice or f"a special for {rule.special_for or rule.special_for_column}"
    return f"{rule.condition}: {then}"
