"""Forms of what two people may edit: each carries the version it was opened with.

Sent too late, the form shows each differing text beside what was typed, and the person chooses
field by field. Nothing typed is lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.models import model_to_dict
from django.utils.dateformat import format as format_date

from company.models import Person
from company.versions import Expected, Stale, digest_of, version_of

THEIRS = "theirs"
EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class BothTexts:
    """The stored text of a field that the person typed differently, and which one is kept."""

    now: str
    takes_theirs: bool


class Versioned:
    """What forms with a version share. `seen` in their data is the version the person saw."""

    data: Any
    is_stale = False
    changed_by = ""
    seen = ""

    @property
    def expected(self) -> Expected:
        """The version that may be changed; None for a new record, which compares nothing."""
        seen = self.data.get("seen")
        return (seen,) if seen else None

    def show_both(self, error: Stale) -> bool:
        """Show the stored texts beside the typed ones; False where no typed text differs."""
        raise NotImplementedError


if TYPE_CHECKING:
    RecordForm = forms.ModelForm[Any]
    AnyForm = forms.BaseForm
else:  # Django's forms take their types in its stubs only
    RecordForm = forms.ModelForm
    AnyForm = object


class ShowsBoth(Versioned, AnyForm):
    """A form that also carries, hidden, what the person was shown in each field."""

    typed: Any
    kept: Any

    def version_now(self) -> str:
        """The version of what is stored."""
        raise NotImplementedError

    def remember(self, is_there: bool) -> None:
        """Carry the version that is edited, where something is stored already."""
        self.typed = self.data
        if self.is_bound:
            self.seen = self.data.get("seen", "")
        elif is_there:
            self.seen = self.version_now()
        if is_there:
            for field in self.fields.values():
                # Django then compares with what the person was shown, not with what is stored by
                # now.
                field.show_hidden_initial = not self.is_bound or bool(self.seen)

    def texts_of(self, record: Any) -> dict[str, Any]:
        """The values of the form's fields in what is stored, by field."""
        raise NotImplementedError

    def full_clean(self) -> None:
        self._take_theirs()
        super().full_clean()

    def show_both(self, error: Stale) -> bool:
        now, data, differs = self.texts_of(error.current), self.typed.copy(), False
        for name, text in now.items():
            bound, field = self[name], self.fields[name]
            field.show_hidden_initial = True
            data.setlist(bound.html_initial_name, _hidden(text))
            typed = field.widget.value_from_datadict(self.typed, self.files, bound.html_name)
            if field.has_changed(_one_line_end(text), _one_line_end(typed)):
                takes_theirs = name not in self.changed_data  # nor did the person write it
                field.both = BothTexts(_shown(bound, text), takes_theirs)  # type: ignore[attr-defined]  # for its template
                field.template_name = "_both_texts.html"  # type: ignore[attr-defined]  # not in the stubs
                differs = True
        data["seen"] = self.seen = error.version
        self.kept = error.current
        self.data, self.is_stale, self.changed_by = data, differs, error.by
        return differs

    def _take_theirs(self) -> None:
        """Replace what was typed by what is stored, where the person chose that."""
        chosen = [n for n in self.fields if self.typed.get(f"take-{n}") == THEIRS]
        if chosen:
            self.data = self.typed.copy()
        for name in chosen:
            self.data.setlist(self.add_prefix(name), _as_sent(self[name]))


class VersionedFields(ShowsBoth, forms.Form):
    """A form of values that are no record of their own, such as roles.

    `standing` is what is stored, by field; the action compares its `digest_of`.
    """

    def __init__(self, *args: Any, standing: Mapping[str, Any] | None = None, **kwargs: Any):
        super().__init__(*args, **{"initial": dict(standing or {}), **kwargs})
        self.standing = standing
        self.remember(standing is not None)

    def version_now(self) -> str:
        return digest_of(self.standing)

    def texts_of(self, record: Any) -> dict[str, Any]:
        return dict(record)


class VersionedRecord(ShowsBoth, RecordForm):
    """A form of one record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.instance
        self.remember(bool(self.instance.pk))

    def version_now(self) -> str:
        return version_of(self.instance)

    def texts_of(self, record: Any) -> dict[str, Any]:
        return model_to_dict(record, list(self.fields))

    def changes(self) -> dict[str, Any]:
        """The valid values by field; the action saves those that differ."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def keep(self, action: Callable[..., Any], actor: Person, **belongs: Any) -> None:
        """Have the action save the changes; the result is `kept`.

        `belongs` names the fields of a new record that the form does not show, such as its product.
        """
        changes = self.changes() if self.instance.pk else {**belongs, **self.changes()}
        pk = self.instance.pk
        self.kept = action(pk, changes, actor=actor, expected=self.expected)


def _one_line_end(text: Any) -> Any:
    """The text with plain line ends: browsers send CRLF whatever was stored."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _hidden(value: Any) -> list[str]:
    """The value as a hidden field sends it."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return ["" if value is None else str(value)]


def _as_sent(bound: BoundField) -> list[str]:
    """The stored value of a field as a browser would send it."""
    widget = bound.field.widget
    value = bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    value = widget.format_value(value)
    return _hidden(value)


def _shown(bound: BoundField, value: Any) -> str:
    """The value in words; empty for none."""
    field = bound.field
    if isinstance(field, forms.ModelChoiceField) and value is not None:
        rows: Any = field.queryset
        found = rows.model._default_manager.filter(pk=value).first()
        return field.label_from_instance(found) if found else str(value)
    if isinstance(field, forms.NullBooleanField):
        return {True: "Yes", False: "No"}.get(value, "")
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if value in EMPTY:
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        names = {str(key): str(name) for key, name in choices}
        return ", ".join(names.get(key, key) for key in _hidden(value))
    return format_date(value, "j M Y") if isinstance(value, date) else str(value)
