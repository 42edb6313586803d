"""What a browser sends of a form that nobody touched, read from its HTML."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, css_class):
        super().__init__()
        self._wanted, self._inside = css_class, False
        self._select, self._options, self._area = "", [], ""
        self.sent: dict[str, list[str]] = {}

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self._inside = self._wanted in (said.get("class") or "").split()
        if not self._inside or "disabled" in said:
            return
        if tag == "input" and said.get("name"):
            if said.get("type") not in ("checkbox", "radio"):
                self._send(said["name"], said.get("value") or "")
            elif "checked" in said:
                self._send(said["name"], said.get("value") or "on")
        elif tag == "select":
            self._select, self._options = said["name"], []
        elif tag == "option" and self._select:
            self._options.append((said.get("value") or "", "selected" in said))

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            # Where nothing is chosen, a browser sends the first.
            self._send(self._select, (chosen or [self._options[0][0]])[-1])
            self._select = ""
        elif tag == "form":
            self._inside = False

    def _send(self, name, value):
        self.sent.setdefault(name, []).append(value)


def untouched(page, css_class="mapping"):
    """Every field of the form of that class, as the browser would send it."""
    fields = _Fields(css_class)
    fields.feed(page.content.decode())
    return fields.sent
