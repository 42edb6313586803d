"""Text -> exact numbers, money, whole minutes, yes and no. Each refusal says what is right."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from company.units import MINUTES_PER_DAY, MINUTES_PER_WEEK
from imports.problems import BadValue, refuse_other_digits
from imports.values.words import meanings, words

CENT = Decimal("0.01")
# It would be rounded to more than twelve digits.
_TOO_LARGE = Decimal("999999999999.995")
MOST_MINUTES = 1_000_000_000
# An engineer's day has 8 hours and an engineer-week 40.
UNIT_MINUTES = {
    "seconds": Decimal(1) / 60,
    "minutes": Decimal(1),
    "hours": Decimal(60),
    "days": Decimal(MINUTES_PER_DAY),
    "weeks": Decimal(MINUTES_PER_WEEK),
}
# No number is longer; what a cell may hold besides need not be repeated in a sentence.
LONGEST = 100
RIGHT = "Write numbers like 1234.50."
UNITS = (*UNIT_MINUTES, "points")
SIGNS = {".": ",", ",": "."}

# A minus before or behind, or parentheses for one as accountants write it.
_SIGNED = re.compile(r"(\()?\s*([-+\u2212])?\s*([0-9., ']+?)\s*(-)?\s*(\))?")
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*")
_SPACED = re.compile(r"[0-9]{1,3}([ '])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]+)?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
# With two places more, still within the precision that Decimal computes with.
_LONGEST = 24
_CODE = re.compile(r"^[-+(\s]*([A-Za-z]{3})(?![A-Za-z])|(?<![A-Za-z])([A-Za-z]{3})\)?$")
_DOLLAR_CODE = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})\$")
_SYMBOLS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}, "₹": {"INR"}, "₽": {"RUB"}}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}
_NAMED = re.compile(rf"[A-Za-z]{{2,3}}|[{''.join(_SYMBOLS)}$]")
_CLOCK = re.compile(r"([0-9]{1,6}):([0-5]?[0-9])(?::([0-5]?[0-9])(?:\.[0-9]+)?)?")
_PIECES = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d_]+)\.?,?\s*(?:(?:and|y|und|et)\s+)?")
_ISO_DURATION = re.compile(
    r"p(?:([0-9.]+)w)?(?:([0-9.]+)d)?(?:t(?:([0-9.]+)h)?(?:([0-9.]+)m)?(?:([0-9.]+)s)?)?"
)
_UNIT_NAMES = meanings("units")
_YES = words("yes")
_NO = words("no") | {""}


def number(text: str, sign: str = "") -> Decimal:
    """The number that `text` writes; `sign` is the declared decimal sign, or "" for either.

    Thousands may be parted by the other sign, a space or an apostrophe, in groups of three;
    parentheses are a minus, as accountants write it. Raises BadValue.
    """
    _refuse_long(text)
    minus, bare = _signed(text)
    if " " in bare or "'" in bare:
        bare = bare.replace(" ", "").replace("'", "") if _SPACED.fullmatch(bare) else ""
    plain = _with_point(bare, sign or _sign_of(bare))
    if not _DIGITS.fullmatch(plain) or len(plain) > _LONGEST:
        raise BadValue(f"{text!r} is not a number", RIGHT)
    return -Decimal(plain) if minus else Decimal(plain)


def share(text: str, sign: str = "") -> Decimal:
    """The number that `text` writes, also as a percentage: 80% is 0.80. Raises BadValue."""
    bare = text.rstrip()
    return number(bare[:-1], sign) / 100 if bare.endswith("%") else number(text, sign)


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST:
        raise BadValue(f"'{text[:LONGEST]}...' is not a number", RIGHT)
    refuse_other_digits(text)


def _signed(text: str) -> tuple[bool, str]:
    """Whether the number is negative, and its digits; no digits where that cannot be told."""
    found = _SIGNED.fullmatch(" ".join(text.split()).replace("\u2019", "'"))
    if found is None or bool(found[1]) != bool(found[5]):
        return False, ""
    signs = [sign for sign in (found[1], found[2], found[4]) if sign]
    return bool(signs) and signs != ["+"], found[3] if len(signs) < 2 else ""


def _sign_of(bare: str) -> str:
    """The decimal sign that digits, points and commas show; "." where they show none."""
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        return "." if bare.rfind(".") > bare.rfind(",") else ","
    if points > 1 or _ONE_GROUP.fullmatch(bare):
        return "," if points > 1 else "."
    return "," if commas == 1 else "."


def _with_point(bare: str, sign: str) -> str:
    """`bare` with a point as its decimal sign and no thousands; "" where groups are not of 3."""
    other = SIGNS[sign]
    whole, point, rest = bare.partition(sign)
    if other in whole:
        if not _GROUPED.fullmatch(whole) or sign in rest or other in rest:
            return ""
        whole = whole.replace(other, "")
    return f"{whole}.{rest}" if point and rest else whole


def money(text: str, currency: str, sign: str = "") -> Decimal:
    """An amount in `currency`, to the cent, half up. Raises BadValue for another currency."""
    _refuse_long(text)
    bare = text.strip()
    named = currencies_in(bare)
    if named is not None and currency not in named:
        raise BadValue(
            f"{text!r} is not in {currency}",
            f"Convert it to {currency} first: currencies are never added.",
        )
    # A blank in its place, so that 5€50 does not become 550.
    digits = _NAMED.sub(" ", bare, count=2) if named else bare
    if not sign and "." in digits and _ONE_GROUP.fullmatch(_signed(digits)[1]):
        raise BadValue(
            f"{text!r} can be read with a decimal point and with thousands",
            'Declare decimal_sign = "." or "," in the mapping.',
        )
    return cents(number(digits, sign), text)


def cents(exact: Decimal, text: str) -> Decimal:
    """An amount to the cent, half up. Raises BadValue, naming `text`, for one too large."""
    if abs(exact) >= _TOO_LARGE:
        raise BadValue(
            f"{text[:LONGEST]!r} is too large", "Amounts have at most 12 digits before the cents."
        )
    return exact.quantize(CENT, ROUND_HALF_UP)


def currencies_in(text: str) -> set[str] | None:
    """The currencies that the text may mean; None when it names none, or is no amount."""
    if not any(map(str.isdigit, text)):
        return None
    if found := _CODE.search(text):
        return {(found[1] or found[2]).upper()}
    if found := _DOLLAR_CODE.search(text):
        return {f"{found[1]}D".upper()}
    for symbol, codes in _SYMBOLS.items():
        if symbol in text:
            return codes
    return _DOLLARS if "$" in text else None


@lru_cache(maxsize=8192)
def minutes(
    text: str, unit: str = "", weeks_per_point: Decimal | None = None, sign: str = ""
) -> int:
    """Whole minutes of a duration, half up, and never 0 for something more than nothing.

    A bare number is in `unit`; `3h 30m`, `3:30` and `PT3H30M` say their own. Raises BadValue.
    """
    _refuse_long(text)
    bare = text.strip().casefold()
    exact = _clock(bare)
    if exact is None:
        exact = _pieces(bare, weeks_per_point, sign)
    if exact is None:
        return minutes_of(_bare(text, sign), unit, weeks_per_point, text)
    return _whole_minutes(exact, text)


def minutes_of(number: Decimal, unit: str, weeks_per_point: Decimal | None, text: str) -> int:
    """Whole minutes of a number in `unit`, as `minutes` rounds. Raises BadValue."""
    return _whole_minutes(number * _minutes_per(unit, weeks_per_point, text), text)


def minutes_of_clock(text: str) -> int:
    """Whole minutes of a typed cell's length, such as 1:30:00 or -0:30:00. Raises BadValue."""
    hours, minutes, seconds = map(int, text.removeprefix("-").split(":"))
    exact = Decimal(hours * 3600 + minutes * 60 + seconds) / 60
    return _whole_minutes(-exact if text.startswith("-") else exact, text)


def _whole_minutes(exact: Decimal, text: str) -> int:
    if exact < 0:
        raise BadValue(f"{text!r} is negative", "Time spent is more than 0.")
    if exact > MOST_MINUTES:
        raise BadValue(f"{text!r} is too long", "Is the unit right? See unit in the mapping.")
    whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return whole or (1 if exact > 0 else 0)


def _bare(text: str, sign: str) -> Decimal:
    if not sign and "," in text and _ONE_GROUP.fullmatch(_signed(text)[1]):
        raise BadValue(
            f"{text!r} can be read with a decimal comma and with thousands",
            'Declare decimal_sign = "." or "," in the mapping.',
        )
    return number(text, sign)


def _minutes_per(unit: str, weeks_per_point: Decimal | None, text: str) -> Decimal:
    if unit == "points" and weeks_per_point is not None:
        return weeks_per_point * MINUTES_PER_WEEK
    if unit == "points":
        raise BadValue(
            f"{text!r} is in points, whose length is not known",
            "Declare weeks_per_point in the mapping.",
        )
    if unit not in UNIT_MINUTES:
        raise BadValue(f"{text!r} does not say in which unit it is", "Declare unit in the mapping.")
    return UNIT_MINUTES[unit]


def _clock(text: str) -> Decimal | None:
    """Hours and minutes with a colon, and seconds after another; or ISO 8601, PT3H30M."""
    if found := _CLOCK.fullmatch(text):
        return Decimal(found[1]) * 60 + Decimal(found[2]) + Decimal(found[3] or 0) / 60
    found = _ISO_DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    parts = zip(("weeks", "days", "hours", "minutes", "seconds"), found.groups(), strict=True)
    return sum((number(n, ".") * UNIT_MINUTES[u] for u, n in parts if n), start=Decimal(0))


def _pieces(text: str, weeks_per_point: Decimal | None, sign: str) -> Decimal | None:
    """Numbers that each say their unit: 3h 30m. None where one does not, or no such unit is."""
    if not text[:1].isdigit() or text[-1:].isdigit():
        return None
    total, end = Decimal(0), 0
    for piece in _PIECES.finditer(text):
        if piece.start() != end or piece[2] not in _UNIT_NAMES:
            return None
        per_unit = _minutes_per(str(_UNIT_NAMES[piece[2]]), weeks_per_point, text)
        total += _bare(piece[1], sign) * per_unit
        end = piece.end()
    return total if end == len(text) else None


def yes_or_no(text: str) -> bool:
    """Whether the text says yes, in one of a few languages; blank is no. Raises BadValue."""
    bare = text.strip().casefold()
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise BadValue(f"{text[:LONGEST]!r} is neither yes nor no", "Write yes or no.")
