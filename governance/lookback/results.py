"""The answers of a look-back, whose field names are those of its JSON and CSV."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Result:
    """One of the four questions. `known` is False where the data cannot say.

    `count` of `judged` things; share in unrounded percent.
    """

    known: bool
    count: int | None = None
    judged: int | None = None
    weeks: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class ItemRow:
    item: int
    title: str
    weeks: Decimal

    @property
    def key(self) -> int:
        return self.item


@dataclass(frozen=True)
class NarrowRow:
    """An item, and the names of the one or two customers who use it."""

    item: int
    title: str
    customers: list[str]
    weeks: Decimal

    @property
    def key(self) -> int:
        return self.item


@dataclass(frozen=True)
class SpecialRow:
    escalation: int
    title: str
    weeks: Decimal


@dataclass(frozen=True)
class DealRow:
    """A deal, and the specials that were for it."""

    deal_id: int
    deal: str
    amount: Decimal
    outcome: str
    weeks: Decimal
    specials: list[SpecialRow]

    @property
    def key(self) -> int:
        return self.deal_id


@dataclass(frozen=True)
class ItemsResult(Result):
    rows: list[ItemRow] = field(default_factory=list)


@dataclass(frozen=True)
class NarrowResult(Result):
    rows: list[NarrowRow] = field(default_factory=list)


@dataclass(frozen=True)
class DealsResult(Result):
    """Each deal counts once, however many specials were for it; judged are those decided."""

    won: int | None = None
    lost: int | None = None
    open: int | None = None
    won_amount: Decimal | None = None
    rows: list[DealRow] = field(default_factory=list)
