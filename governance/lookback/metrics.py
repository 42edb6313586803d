"""The four questions of a look-back (DESIGN 4.12), of one quarter or of several together.

Each looks at what the core teams worked on in a quarter; its weeks are what they spent on it
in that quarter, and its share is of all their effort in the quarters that the data speaks of.
Where the data cannot say, the answer is not known rather than none.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import Quarter
from company.units import ZERO, percent_of, weeks_of
from escalations.models import Deal
from governance.lookback.data import History, Served
from governance.lookback.results import (
    DealRow,
    DealsResult,
    ItemRow,
    ItemsResult,
    NarrowResult,
    NarrowRow,
    SpecialRow,
)
from portfolio.items.queries import FEW


@dataclass(frozen=True)
class Found:
    """Minutes by item id of what answers the question, and the items that the data can judge."""

    minutes: Mapping[int, int]
    among: Set[int]


type Question = Callable[[History, Quarter], Found | None]


def not_in_the_plan(history: History, quarter: Quarter) -> Found | None:
    """What was worked on, specials too, that is not in its quarter's agreed baseline.

    None without a baseline. Work before the day of a baseline agreed late is left out.
    """
    planned = history.planned.get(quarter)
    if planned is None:
        return None
    spent = history.spent_by_plan(quarter)
    return _found(spent, set(spent), lambda item: item not in planned)


def used_by_few(history: History, quarter: Quarter) -> Found | None:
    """Items meant for all, out, and used by one customer or two.

    Only items with a recorded use are judged: one that nobody uses cannot be told from one that
    nobody asked about. Use counts as it stands today. Weeks count in the quarter they were spent
    in, before the item was finished too.
    """
    spent = history.spent(quarter)
    works = ((item, history.items[item]) for item in spent)
    among = {item for item, work in works if work.is_for_all and work.is_out and work.users}
    return _known(spent, among, lambda item: history.items[item].users <= FEW)


def not_validated(history: History, quarter: Quarter) -> Found | None:
    """Core items that somebody said were not validated, of those of which it was said."""
    spent = history.spent(quarter)
    works = ((item, history.items[item]) for item in spent)
    among = {item for item, work in works if not work.is_special and work.validated is not None}
    return _known(spent, among, lambda item: not history.items[item].validated)


def for_a_deal(history: History, quarter: Quarter) -> Found | None:
    """Specials that were for a deal; None, not known, where none names its deal."""
    spent = history.spent(quarter)
    return _known(spent, spent.keys() & history.served.keys(), lambda _: True)


def _known(
    spent: Mapping[int, int], among: Set[int], is_hit: Callable[[int], bool]
) -> Found | None:
    return _found(spent, among, is_hit) if among else None


def _found(spent: Mapping[int, int], among: Set[int], is_hit: Callable[[int], bool]) -> Found:
    return Found({item: spent[item] for item in among if is_hit(item)}, among)


@dataclass(frozen=True)
class Gathered:
    """What a question found over all quarters that the data speaks of. Sums in minutes.

    `total` is all core effort of those quarters, which shares are of.
    """

    minutes: Counter[int]
    judged: int
    total: int

    @property
    def weeks(self) -> Decimal:
        return weeks_of(self.minutes.total())

    @property
    def share(self) -> Decimal | None:
        return percent_of(self.minutes.total(), self.total)

    @property
    def largest_first(self) -> list[tuple[int, Decimal]]:
        """The items found, each with its weeks."""
        ordered = sorted(self.minutes.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(item, weeks_of(minutes)) for item, minutes in ordered]


def _gather(history: History, question: Question, quarters: Sequence[Quarter]) -> Gathered | None:
    """The answers of the quarters together; None where the data speaks of none of them."""
    by_quarter = {q: answer for q in quarters if (answer := question(history, q))}
    if not by_quarter:
        return None
    minutes: Counter[int] = Counter()
    for answer in by_quarter.values():
        minutes.update(answer.minutes)
    judged = {item for answer in by_quarter.values() for item in answer.among}
    return Gathered(minutes, len(judged), sum(map(history.total, by_quarter)))


def unplanned(history: History, quarters: Sequence[Quarter]) -> ItemsResult:
    return _items_result(history, not_in_the_plan, quarters)


def unvalidated(history: History, quarters: Sequence[Quarter]) -> ItemsResult:
    return _items_result(history, not_validated, quarters)


def _items_result(history: History, question: Question, quarters: Sequence[Quarter]) -> ItemsResult:
    found = _gather(history, question, quarters)
    if found is None:
        return ItemsResult(known=False)
    rows = [ItemRow(i, history.items[i].title, weeks) for i, weeks in found.largest_first]
    return ItemsResult(True, len(rows), found.judged, found.weeks, found.share, rows)


def narrow(history: History, quarters: Sequence[Quarter]) -> NarrowResult:
    found = _gather(history, used_by_few, quarters)
    if found is None:
        return NarrowResult(known=False)
    rows = [
        NarrowRow(item, history.items[item].title, history.users[item], weeks)
        for item, weeks in found.largest_first
    ]
    return NarrowResult(True, len(rows), found.judged, found.weeks, found.share, rows)


def deals(history: History, quarters: Sequence[Quarter]) -> DealsResult:
    found = _gather(history, for_a_deal, quarters)
    if found is None:
        return DealsResult(known=False)
    rows = _deal_rows(history.served, found)
    outcomes = Counter(row.outcome for row in rows)
    won, lost = outcomes[Deal.Outcome.WON], outcomes[Deal.Outcome.LOST]
    return DealsResult(
        known=True,
        count=len(rows),
        judged=won + lost,
        weeks=found.weeks,
        share=found.share,
        won=won,
        lost=lost,
        open=outcomes[Deal.Outcome.OPEN],
        won_amount=sum((r.amount for r in rows if r.outcome == Deal.Outcome.WON), start=ZERO),
        rows=rows,
    )


def _deal_rows(served: Mapping[int, Served], found: Gathered) -> list[DealRow]:
    """Each deal once with its specials, the one that took most effort first."""
    specials: dict[int, list[SpecialRow]] = defaultdict(list)
    minutes: Counter[int] = Counter()
    named: dict[int, Served] = {}
    for item, weeks in found.largest_first:
        special = named[served[item].deal_id] = served[item]
        specials[special.deal_id].append(SpecialRow(special.escalation, special.title, weeks))
        minutes[special.deal_id] += found.minutes[item]
    return [
        DealRow(
            deal_id=pk,
            deal=named[pk].deal,
            amount=named[pk].amount,
            outcome=named[pk].outcome,
            weeks=weeks_of(spent),
            specials=specials[pk],
        )
        for pk, spent in sorted(minutes.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
