"""The two ways an action says no. Pages, API and commands put them into words."""

from typing import Any

from company.texts import is_seen

# The least characters of a reason that is published with a decision (DESIGN 4.4).
LONG_REASON = 20
TITLES = {
    # Deciding (DESIGN 4.4, in the order they are judged).
    "wrong-state": "This is not possible in its present state",
    "not-confirmed": "The sizing is not confirmed by product and engineering",
    "wrong-approach": "This approach is not approved as a special",
    "displacement-incomplete": "The displacement does not cover the weeks asked",
    "over-cap": "This would pass the cap",
    "slot-too-large": "This is larger than a slot",
    "no-slot": "No slot is free",
    "reason-too-short": "This needs a longer reason",
    # Planning.
    "over-capacity": "The lines exceed the plan's capacity",
    "targets-not-100": "The slice targets do not sum to 100%",
    "already-baselined": "The plan already has its baseline",
    "quarter-closed": "The quarter has ended",
    "reason-missing": "This needs a reason",
    "one-customer": "Only one customer wants this",
    # Managing people.
    "last-administrator": "Somebody must manage products and people",
    # Importing.
    "name-taken": "The name is taken",
    "built-upon": "Something stands on what this import brought in",
}


class Refused(Exception):
    """A rule says no. Nothing was changed.

    `name` is one of TITLES, `detail` one sentence that says what, where and what to do,
    `facts` the numbers behind it (Decimals and plain values).
    """

    def __init__(self, name: str, detail: str, **facts: Any) -> None:
        self.name = name
        self.title = TITLES[name]
        self.detail = detail
        self.facts = facts
        super().__init__(detail)


class Malformed(Exception):
    """Input that is wrong in itself: `errors` maps each field to its sentences."""

    def __init__(self, **errors: str | list[str]) -> None:
        self.errors = {
            field: [said] if isinstance(said, str) else said for field, said in errors.items()
        }
        super().__init__("; ".join(f"{f}: {' '.join(s)}" for f, s in self.errors.items()))


def need_long_reason(reason: str, clause: str, **facts: Any) -> None:
    """Raises Refused reason-missing or reason-too-short.

    `clause` says what the reason is needed for, and asks for it.
    """
    if not is_seen(reason):
        raise Refused("reason-missing", f"{clause}.", **facts)
    if len(reason.strip()) < LONG_REASON:
        raise Refused(
            "reason-too-short", f"{clause}, in at least {LONG_REASON} characters.", **facts
        )
