"""How much there is of everything."""

from dataclasses import dataclass, replace

# What happened grows with the years; customers, teams and what is open today do not.
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
    """Rows of each kind. `items` are those of the roadmap; every special brings one more."""

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
        """The same product after `factor` times as many years."""
        return replace(self, **{name: getattr(self, name) * factor for name in GROWING})


def share(total: int, n: int, of: int) -> int:
    """The n-th of `of` nearly equal whole parts of `total`; together they are exactly it."""
    return total * (n + 1) // of - total * n // of
