"""The rules of a mapping as rows of its form; a rule too rich for a row stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django import forms

from company.models import Product
from imports import kinds
from imports.files.table import fold
from imports.mapping.rules import Rule
from imports.mapping.table_columns import Columns
from imports.pages.touched import TouchedForm

# Empty rows that wait for more rules.
SPARE = 2
TESTS = [("is", "is"), ("has", "has the word"), ("contains", "contains")]
FOR_COLUMN, FOR_NAMED = "for-column", "for-named"
SPECIAL_ENDS = [(FOR_COLUMN, "a special for the customer in"), (FOR_NAMED, "a special for")]

type Choices = list[tuple[str, str]]


class RuleForm(TouchedForm):
    """One rule. One that no row can show has only the box that drops it; `told` is its sentence."""

    column = forms.ChoiceField(label="Column", required=False)
    test = forms.ChoiceField(label="Test", choices=TESTS, required=False)
    texts = forms.CharField(
        label="Texts, parted by ;",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "text; text"}),
    )
    end = forms.ChoiceField(label="Then", required=False)
    end_column = forms.ChoiceField(label="Customer's column", required=False)
    end_named = forms.CharField(
        label="Customer",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "customer"}),
    )

    def __init__(
        self,
        data: Any,
        *,
        rule: Rule | None,
        shown: dict[str, Any] | None,
        choices: Mapping[str, Choices],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial=shown, **kwargs)
        self.rule, self.told = rule, ""
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and name in choices:
                field.choices = choices[name]
        if rule and shown is None:
            self.told = rule.sentence
            self.fields = {"drop": forms.BooleanField(label="Drop it", required=False)}

    def said(self) -> dict[str, Any] | None:
        """The rule as a mapping file says it; None for one that is dropped or has no text."""
        if self.rule and not any(map(self.is_touched, self.fields)):
            stays: dict[str, Any] = msgspec.to_builtins(self.rule)
            return stays
        sent = self.cleaned_data
        texts = [text.strip() for text in sent.get("texts", "").split(";") if text.strip()]
        if not texts:
            return None
        end = {
            FOR_COLUMN: {"special_for_column": sent["end_column"]},
            FOR_NAMED: {"special_for": sent["end_named"]},
        }
        return {
            "column": sent["column"],
            sent["test"] or "is": texts,
            **end.get(sent["end"], {"slice": sent["end"]}),
        }


def rule_forms(
    data: Any, rules: Sequence[Rule], names: Columns, product: Product
) -> list[RuleForm]:
    """A form for each rule, and SPARE empty ones.

    It is no formset: those know how many rows were sent, and these how many rules there are.
    """
    slices = kinds.get("items").slices
    known = slices(product) if slices else []
    keys = {fold(text): key for key, name in known for text in (name, key)}
    columns = [("", "column"), *((name, name) for name in names.header)]
    ends = [("", "makes it"), *known, *SPECIAL_ENDS]
    choices = {"column": columns, "end_column": columns, "end": ends}
    return [
        RuleForm(
            data,
            prefix=f"rule-{n}",
            rule=rule,
            shown=_shown(rule, names, keys) if rule else {"test": "is"},
            choices=choices,
        )
        for n, rule in enumerate([*rules, *[None] * SPARE])
    ]


def _shown(rule: Rule, names: Columns, keys: Mapping[str, str]) -> dict[str, Any] | None:
    """The fields of a row that shows the whole rule; None where none can."""
    if rule.and_ or rule.prefixes or rule.test not in dict(TESTS):
        return None
    there = {each: isinstance(each, str) and names.named(each) for each in rule.columns}
    written = not any(";" in text or "\n" in text for text in rule.texts)
    if not all(there.values()) or not written or (rule.slice and fold(rule.slice) not in keys):
        return None
    end = keys[fold(rule.slice)] if rule.slice else ""
    return {
        "column": there[rule.column],
        "test": rule.test,
        "texts": "; ".join(rule.texts),
        "end": end or (FOR_NAMED if rule.special_for else FOR_COLUMN),
        "end_column": there.get(rule.special_for_column or "", ""),
        "end_named": rule.special_for,
    }
