"""What a browser would send of a form that a page holds, untouched."""

from html.parser import HTMLParser
from typing import Any

VOID = ("submit", "button", "reset")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.select = self.area = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and found.get("type") not in VOID:
            is_choice = found.get("type") in ("checkbox", "radio")
            if not is_choice or "checked" in found:
                self._add(name, value or ("on" if is_choice else ""))
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option":
            self.options.append((value, "selected" in found))
        elif tag == "textarea":
            self.area = name
            self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.options:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            self._add(self.select, (chosen or [self.options[0][0]])[0])
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][-1] += data.removeprefix("\n").replace("\n", "\r\n")

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].setdefault(name, []).append(value)


def form_of(answer: Any, **typed: Any) -> dict[str, Any]:
    """The fields of the page's longest form as they stand in it, with some typed over."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    return {**max(reader.forms, key=len), **typed}
