"""What the texts of a file are taken for, so that none falls to a catch-all without a word."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

SLICE = "slice"
# A field's texts beyond these are counted together.
MOST_TEXTS = 200
OTHERS = "other texts"
REJECTED, UNSORTED = "rejected", "uncategorised"


@dataclass(frozen=True)
class Interpretation:
    """What one text of a field was taken for, and in how many rows.

    `fell` where no word of the mapping or of Daylight says so: it fell to a catch-all, to what
    a blank means, or is rejected.
    """

    field: str
    text: str
    means: str
    fell: bool
    rows: int = 0

    def __str__(self) -> str:
        one = repr(self.text) if self.text else "blank"
        times = f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}"
        if self.means == REJECTED:
            return f"{self.field}: {one} is rejected in {times}."
        return f"{self.field}: {one} is read as {self.means} in {times}."


@dataclass
class Interpretations:
    """Counts by field and text, whatever its case; of a field at most MOST_TEXTS apart."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first: dict[tuple[str, str], Interpretation] = field(default_factory=dict)
    _texts: Counter[str] = field(default_factory=Counter)

    def note(self, one: Interpretation) -> None:
        """Count one more row of it."""
        at = (one.field, one.text.casefold())
        if at not in self._first:
            self._texts[one.field] += 1
            if self._texts[one.field] > MOST_TEXTS:
                one, at = replace(one, text=OTHERS), (one.field, OTHERS)
            self._first.setdefault(at, one)
        self.rows[at] += 1

    def found(self) -> list[Interpretation]:
        """Return each text once: first those that fell, the most frequent before the others."""
        every = [replace(first, rows=self.rows[at]) for at, first in self._first.items()]
        return sorted(every, key=lambda each: (not each.fell, -each.rows))

    def fallen(self) -> list[Interpretation]:
        """Return those that fell to a catch-all, the most frequent first."""
        return [each for each in self.found() if each.fell]


def without_signs(text: str) -> str:
    """Return the text in small letters, its signs as blanks: Closed/Won is Closed - Won."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
