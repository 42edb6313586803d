"""Text -> exact numbers, money, whole minutes, yes and no. Each refusal says what is right."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from imports.problems import BadValue

CENT = Decimal("0.01")
MINUTES_PER_WEEK = 2400
MOST_MINUTES = 1_000_000_000
# An engineer's day has 8 hours and an engineer-week 40.
UNIT_MINUTES = {
    "seconds": Decimal(1) / 60,
    "minutes": Decimal(1),
    "hours": Decimal(60),
    "days": Decimal(480),
    "weeks": Decimal(MINUTES_PER_WEEK),
}
UNITS = (*UNIT_MINUTES, "points")
SIGNS = {".": ",", ",": "."}

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'\u2019]")
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_CODE = re.compile(r"^([A-Za-z]{3})(?![A-Za-z])|(?<![A-Za-z])([A-Za-z]{3})$|^([A-Za-z]{2})(?=\$)")
_SYMBOLS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}
_CLOCK = re.compile(r"([0-9]{1,6}):([0-5]?[0-9])(?::([0-5]?[0-9])(?:\.[0-9]+)?)?")
_PIECES = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)\.?,?\s*")
_ISO_DURATION = re.compile(
    r"p(?:([0-9.]+)w)?(?:([0-9.]+)d)?(?:t(?:([0-9.]+)h)?(?:([0-9.]+)m)?(?:([0-9.]+)s)?)?"
)
_NAMES = {
    name: unit
    for unit, names in {
        "seconds": "s sec secs second seconds",
        "minutes": "m min mins minute minutes",
        "hours": "h hr hrs hour hours",
        "days": "d day days",
        "weeks": "w wk wks week weeks",
    }.items()
    for name in names.split()
}
_YES = frozenset(["yes", "y", "true", "t", "1", "x", "on", "si", "sí", "ja", "j", "oui", "o"])
_NO = frozenset(["no", "n", "false", "f", "0", "off", "nein", "non"]) | {""}


def number(text: str, sign: str = "") -> Decimal:
    """The number that `text` writes; `sign` is the declared decimal sign, or "" for either.

    Thousands may be parted by the other sign, a space or an apostrophe; parentheses are a
    minus, as accountants write it. Raises BadValue.
    """
    bare = _SPACES.sub("", text)
    minus = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()").lstrip("+-\u2212")
    plain = _with_point(bare, sign or _sign_of(bare))
    if not _DIGITS.fullmatch(plain) or len(plain) > 30:
        raise BadValue(f"{text!r} is not a number", "Write numbers like 1234.50.")
    return -Decimal(plain) if minus else Decimal(plain)


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
    bare = text.strip()
    said = _currencies(bare)
    if said is not None and currency not in said:
        raise BadValue(
            f"{text!r} is not in {currency}",
            f"Convert it to {currency} first: currencies are never added.",
        )
    digits = re.sub(r"[A-Za-z]{2,3}|[€£¥$]", "", bare, count=2) if said else bare
    if not sign and "." in digits and _ONE_GROUP.fullmatch(_SPACES.sub("", digits).lstrip("-+(")):
        raise BadValue(
            f"{text!r} can be read with a decimal point and with thousands",
            'Declare decimal_sign = "." or "," in the mapping.',
        )
    amount = number(digits, sign).quantize(CENT, ROUND_HALF_UP)
    if abs(amount) >= Decimal(10) ** 12:
        raise BadValue(f"{text!r} is too large", "Amounts have at most 12 digits before the cents.")
    return amount


def _currencies(text: str) -> set[str] | None:
    """The currencies that the text may mean; None when it names none."""
    if found := _CODE.search(text):
        return {(found[1] or found[2] or f"{found[3]}D").upper()}
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
    exact = _own_unit(text.strip().casefold(), sign)
    if exact is None:
        exact = _bare(text, sign) * _minutes_per(unit, weeks_per_point, text)
    if exact < 0:
        raise BadValue(f"{text!r} is negative", "Time spent is more than 0.")
    if exact > MOST_MINUTES:
        raise BadValue(f"{text!r} is too long", "Is the unit right? See unit in the mapping.")
    whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return whole or (1 if exact > 0 else 0)


def _bare(text: str, sign: str) -> Decimal:
    if not sign and "," in text and _ONE_GROUP.fullmatch(text.strip()):
        raise BadValue(
            f"{text!r} can be read with a decimal comma and with thousands",
            'Declare decimal_sign = "." or "," in the mapping.',
        )
    return number(text, sign)


def _minutes_per(unit: str, weeks_per_point: Decimal | None, text: str) -> Decimal:
    if unit == "points" and weeks_per_point is not None:
        return weeks_per_point * MINUTES_PER_WEEK
    if unit not in UNIT_MINUTES:
        raise BadValue(f"{text!r} does not say in which unit it is", "Declare unit in the mapping.")
    return UNIT_MINUTES[unit]


def _own_unit(text: str, sign: str) -> Decimal | None:
    """Minutes of a duration that says its units itself, else None."""
    if found := _CLOCK.fullmatch(text):
        return Decimal(found[1]) * 60 + Decimal(found[2]) + Decimal(found[3] or 0) / 60
    units = ("weeks", "days", "hours", "minutes", "seconds")
    if (iso := _ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        parts = zip(units, iso.groups(), strict=True)
        return sum((number(n, ".") * UNIT_MINUTES[u] for u, n in parts if n), start=Decimal(0))
    if not text[:1].isdigit() or not text[-1:].isalpha():
        return None
    total, end = Decimal(0), 0
    for piece in _PIECES.finditer(text):
        if piece.start() != end or piece[2] not in _NAMES:
            return None
        total += number(piece[1], sign) * UNIT_MINUTES[_NAMES[piece[2]]]
        end = piece.end()
    return total if end == len(text) else None


def yes_or_no(text: str) -> bool:
    """Whether the text says yes, in one of a few languages; blank is no. Raises BadValue."""
    said = text.strip().casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise BadValue(f"{text!r} is neither yes nor no", "Write yes or no.")
