"""What two versions of one month's report say differently, figure by figure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from governance.report.facts import ChangedFigure

# Not compared: what belongs to a version itself, or only says when it was made.
OWN = frozenset({"publication", "is_running"})
# Fields that tell a list's rows apart, as far as rows have them; then those that people read.
NUMBERS = (
    *("escalation", "item", "commitment", "customer", "side", "kind", "on"),
    *("week", "team", "quarter", "slice", "month"),
)
NAMES = ("title", "what", "name")
ELSE_NAMES = ("customer", "team", "week", "quarter", "month", "side")

type Facts = Mapping[str, Any]
type Figures = dict[tuple[str, str, str], tuple[str, str]]


def changed_figures(before: Facts, after: Facts) -> list[ChangedFigure]:
    """Every figure that `after` says otherwise than `before`, in the report's order.

    Both are facts as `as_json` writes them. A figure that only one of them has is "" in the other.
    """
    old, new = _figures(before), _figures(after)
    return [
        ChangedFigure(
            section=key[0],
            row=(new.get(key) or old[key])[0],
            figure=key[2],
            before=old.get(key, ("", ""))[1],
            after=new.get(key, ("", ""))[1],
        )
        for key in {**new, **old}
        if old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    ]


def _figures(facts: Facts) -> Figures:
    """By section, row and figure: the name of the row, and the value as text."""
    figures: Figures = {}
    for section, value in facts.items():
        if section not in OWN:
            for row, name, figure, text in _walk(value):
                figures[section, row, figure] = (name, text)
    return figures


def _walk(
    value: Any, row: str = "", name: str = "", figure: str = ""
) -> Iterator[tuple[str, str, str, str]]:
    """Each plain value with its row's identity and name, and its dotted path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, row, name, f"{figure}.{key}" if figure else key)
    elif isinstance(value, list):
        seen: Counter[str] = Counter()
        for each in value:
            same = _number(each)
            seen[same] += 1
            # Rows that nothing tells apart are paired in their order.
            inside = f"{row}/{same}#{seen[same]}"
            yield from _walk(each, inside, _joined(name, _name(each)), figure)
    else:
        yield row, name, figure, "" if value is None else str(value)


def _number(row: Any) -> str:
    """What identifies a row in both versions, wherever it stands in its list."""
    if not isinstance(row, Mapping):
        return str(row)
    return ",".join(str(row[key]) for key in NUMBERS if not _is_compound(row.get(key)))


def _name(row: Any) -> str:
    """What people call a row; empty where it has no name."""
    if not isinstance(row, Mapping):
        return str(row)
    for names in (NAMES, ELSE_NAMES):
        if parts := [row[key] for key in names if isinstance(row.get(key), str)]:
            return _joined(*parts)
    return ""


def _joined(*names: str) -> str:
    return ", ".join(name for name in names if name)


def _is_compound(value: Any) -> bool:
    return value is None or isinstance(value, Mapping | list)
