"""The facts of section 10: which extension points would have absorbed most special weeks."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class OffloadRow:
    """Section 10: an extension point that is missing or planned.

    `weeks` are what the core teams spent in four quarters on the specials it would have done.
    """

    extension_point: int
    name: str
    kind: str
    layer: str
    state: str
    specials: int
    customers: int
    weeks: Decimal


@dataclass(frozen=True)
class OffloadRanking:
    """Section 10, in weeks of four quarters: all specials, and those that product judged.

    `special_weeks` is None in reports published before there was such a section.
    """

    special_weeks: Decimal | None = None
    judged_weeks: Decimal = Decimal("0.00")
    absorbed_weeks: Decimal = Decimal("0.00")
    rows: list[OffloadRow] = field(default_factory=list)
