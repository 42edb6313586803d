"""Forms of which only what somebody changed says anything."""

from typing import Any

from django import forms


class TouchedForm(forms.Form):
    """Writes what was sent and differs into tables of a mapping; all else stays as it is."""

    def is_touched(self, name: str) -> bool:
        """Whether something else was sent for the field than it came with."""
        if name not in self.fields or name not in self.changed_data:
            return False
        # What was not sent at all was not changed; but a box that is not ticked is never sent.
        is_box = isinstance(self.fields[name], forms.BooleanField)
        return is_box or self.add_prefix(name) in self.data

    def put(self, table: dict[str, Any], name: str, sent_as: str = "") -> None:
        """Write what was chosen instead of what stands, if anything else was."""
        if not self.is_touched(sent_as or name):
            return
        table.pop(name, None)
        if chosen := self.cleaned_data.get(sent_as or name):
            table[name] = chosen
