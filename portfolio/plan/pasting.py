"""Rows of a spreadsheet pasted into a form of items: they fill its fields, and save nothing."""

import re
from collections.abc import Mapping
from typing import Any

RESERVE = "reserve"
_WEEKS = re.compile(r"[0-9]{1,7}([.,][0-9]{1,2})?")
_SHARE = re.compile(rf"{_WEEKS.pattern}\s*%?")


def with_pasted(typed: Mapping[str, Any], most: int, *, reserve: bool = True) -> dict[str, Any]:
    """What was typed, with the pasted rows in it: item and weeks, separated by tabs or semicolons.

    An item that has a row gets the weeks, any other the next empty row, of at most `most`. With
    `reserve`, a row called so sets the reserve; without, as in a team's week, percents are read
    beside weeks. What cannot be read stays in the field. Further columns are ignored: items keep
    their slice.
    """
    data, left = dict(typed), []
    for line in str(typed.get("pasted", "")).splitlines():
        read = _read(line, _WEEKS if reserve else _SHARE)
        if read is None:
            left += [line] if line.strip() else []
        elif reserve and read[0].casefold() == RESERVE:
            data["reserve_weeks"] = read[1]
        elif not _put(data, *read, most):
            left.append(line)
    data["pasted"] = "\n".join(left)
    return data


def _read(line: str, amount: re.Pattern[str]) -> tuple[str, str] | None:
    """The item and the weeks of a line such as `SSO audit log<tab>12,5`; None for other text."""
    cells = [cell.strip().strip('"') for cell in line.split("\t" if "\t" in line else ";")]
    if len(cells) < 2 or not cells[0] or not amount.fullmatch(cells[1]):
        return None
    return cells[0], cells[1].replace(",", ".")


def _put(data: dict[str, Any], item: str, weeks: str, most: int) -> bool:
    """Write the weeks into the item's row or the first empty one; False where none is left."""
    names = [str(data.get(f"item_{n}", "")).strip() for n in range(most)]
    same = [n for n, name in enumerate(names) if name.casefold() == item.casefold()]
    empty = [n for n, name in enumerate(names) if not name and not data.get(f"weeks_{n}")]
    if not same and not empty:
        return False
    n = (same or empty)[0]
    data[f"item_{n}"], data[f"weeks_{n}"] = names[n] or item, weeks
    data["rows"] = str(max(_rows(data), n + 1))
    return True


def _rows(data: Mapping[str, Any]) -> int:
    said = str(data.get("rows", ""))
    return int(said) if re.fullmatch("[0-9]{1,4}", said) else 0
