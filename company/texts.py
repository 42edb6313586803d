"""Which characters a text or a number may hold, and how money is written briefly."""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

# Unicode's Bidi_Control characters: with them a title could be read otherwise than it is stored.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and symbols to Unicode, and yet invisible.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
SEEN = ("L", "N", "P", "S")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def is_seen(text: str) -> bool:
    """Whether anything of `text` is visible: not only spaces, marks and joiners."""
    return any(unicodedata.category(c)[0] in SEEN and c not in BLANK for c in text)


def validate_title(text: str) -> None:
    """Refuse a title or name that is invisible or turns the direction of reading.

    Raises ValidationError.
    """
    if not is_seen(text):
        raise ValidationError("Nothing of this can be seen. Write a letter or a digit.")
    if turning := sorted(TURNING & set(text)):
        named = ", ".join(f"U+{ord(character):04X}" for character in turning)
        raise ValidationError(
            f"This holds a character that turns the direction of reading ({named}), so that it"
            " may read otherwise than it is. Take it out."
        )


def long_day(day: dt.date) -> str:
    """30 Nov 2026: with its year, for what is read later."""
    return f"{day.day} {day:%b %Y}"


def short_money(amount: Decimal) -> str:
    """420k, 1.25m; below ten thousand in full. Without the currency."""
    size = abs(amount)
    if size >= 1_000_000:
        return f"{amount / 1_000_000:.2f}".rstrip("0").rstrip(".") + "m"
    if size >= 10_000:
        return f"{(amount / 1000).quantize(Decimal(1), ROUND_HALF_UP)}k"
    return f"{amount:,.0f}"


def short_percent(share: Decimal) -> str:
    """11.6%, rounded half up to the tenth; 10% without a tenth."""
    rounded = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}%".replace(".0%", "%")


def validate_digits(text: str) -> None:
    """Refuse a number or date not typed in the digits 0 to 9.

    Python also reads 1_000 and the digits of every script; people read them as something else.
    Raises ValidationError.
    """
    if "_" in text or not text.strip().isascii():
        raise ValidationError("Write it with the digits 0 to 9 only, like 1234.50 or 2026-11-30.")


def neutral(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run as a formula.

    Numbers, which may begin with a sign, stay numbers.
    """
    if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) and not _NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell


def number_in(text: object) -> int | None:
    """The id that an address or a form names; None for what is no number.

    At most 18 digits, which fit the columns of every database.
    """
    return int(str(text)) if re.fullmatch("[0-9]{1,18}", str(text)) else None
