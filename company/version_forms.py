"""Forms of what two people may edit: each carries the version it was opened with.

Sent too late, it shows for every text that differs what stands now beside what was typed,
and the person goes on from there: theirs or mine, field by field. Nothing typed is lost.
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
    """What stands now in a field that the person wrote otherwise, and which is to be kept."""

    now: str
    takes_theirs: bool


class Versioned:
    """What such a form shares. `seen` in its data is the version that the person saw."""

    data: Any
    is_stale = False
    changed_by = ""
    seen = ""

    @property
    def expected(self) -> Expected:
        """The version that may be changed; None compares nothing, as for a new record."""
        seen = self.data.get("seen")
        return (seen,) if seen else None

    def show_both(self, error: Stale) -> bool:
        """Bring what stands now into the form. False where nothing typed differs from it."""
        raise NotImplementedError


if TYPE_CHECKING:
    RecordForm = forms.ModelForm[Any]
    AnyForm = forms.BaseForm
else:  # Django's forms take their types in its stubs only
    RecordForm = forms.ModelForm
    AnyForm = object


class ShowsBoth(Versioned, AnyForm):
    """A form whose fields carry, hidden, what the person was shown in each."""

    typed: Any
    kept: Any

    def version_now(self) -> str:
        """The version of what stands now."""
        raise NotImplementedError

    def remember(self, is_there: bool) -> None:
        """Carry the version that is edited, where there is something already."""
        self.typed = self.data
        if self.is_bound:
            self.seen = self.data.get("seen", "")
        elif is_there:
            self.seen = self.version_now()
        if is_there:
            for field in self.fields.values():
                field.show_hidden_initial = not self.is_bound or bool(self.seen)

    def texts_of(self, record: Any) -> dict[str, Any]:
        """What the form shows of what stands now, by field."""
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
        """Where the person chose what stands now, that is what the form holds."""
        chosen = [n for n in self.fields if self.typed.get(f"take-{n}") == THEIRS]
        if chosen:
            self.data = self.typed.copy()
        for name in chosen:
            self.data.setlist(self.add_prefix(name), _as_sent(self[name]))


class VersionedFields(ShowsBoth, forms.Form):
    """A form of some texts that no record of its own stands for, such as roles.

    `standing` is what stands now, by field; the action compares its `digest_of`.
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
    """The form of a record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.instance
        self.remember(bool(self.instance.pk))

    def version_now(self) -> str:
        return version_of(self.instance)

    def texts_of(self, record: Any) -> dict[str, Any]:
        return model_to_dict(record, list(self.fields))

    def changes(self) -> dict[str, Any]:
        """What was filled in as it should be, by field. The action saves what differs."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def keep(self, action: Callable[..., Any], actor: Person, **belongs: Any) -> None:
        """Have the action keep what changed, as `kept`. A new record `belongs` to what is named."""
        changes = self.changes() if self.instance.pk else {**belongs, **self.changes()}
        pk = self.instance.pk
        self.kept = action(pk, changes, actor=actor, expected=self.expected)


def _one_line_end(text: Any) -> Any:
    """Browsers send line ends as CRLF, whatever stood there."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _hidden(value: Any) -> list[str]:
    """A value as the hidden field of what was shown sends it."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]


def _as_sent(bound: BoundField) -> list[str]:
    """What stands now in a field, as a browser would send it."""
    widget = bound.field.widget
    value = bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    value = widget.format_value(value)
    return _hidden(value)


def _shown(bound: BoundField, value: Any) -> str:
    """A value in words; nothing for an empty one."""
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
        return ", ".join(names.get(one, one) for one in _hidden(value))
    return format_date(value, "j M Y") if isinstance(value, date) else str(value)
