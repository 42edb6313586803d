"""How many rows of each kind the simulation makes."""

from dataclasses import dataclass, replace

# Twice the years have twice the history; customers, teams and what is open stay the same.
GROWING = (
    "quarters",
    "items",
    "escalations",
    "effort",
    "deals",
    "waiting",
    "usage",
    "commitments",
)


@dataclass(frozen=True)
class Scale:
    """The rows of each kind. `items` are those of the plan; each special adds one."""

    quarters: int = 40
    items: int = 8_000
    escalations: int = 5_000
    open_escalations: int = 60
    effort: int = 300_000
    deals: int = 8_800
    waiting: int = 6_000
    usage: int = 6_000
    commitments: int = 400
    customers: int = 2_000
    teams: int = 24

    def times(self, factor: int) -> "Scale":
        """This scale after `factor` times as many years."""
        return replace(self, **{name: getattr(self, name) * factor for name in GROWING})


def share(total: int, n: int, of: int) -> int:
    """The n-th of `of` nearly equal whole parts of `total`; they add up to it exactly."""
    return total * (n + 1) // of - total * n // of
