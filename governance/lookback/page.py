"""What the look-back's page shows: the story in a sentence, the quarters, the four questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from charts.figures import Figure
from company.cached_reads import cached_until_changed
from company.calendar import Quarter
from company.models import Product
from company.units import ZERO, weeks_of
from governance.lookback import metrics
from governance.lookback.build import LookBack, by_quarter, history_of
from governance.lookback.data import History
from governance.lookback.results import (
    DealRow,
    DealsResult,
    ItemRow,
    ItemsResult,
    NarrowResult,
    NarrowRow,
)
from governance.report.figures import shares_figure

# Of a long list the page shows the largest, unless all of it is asked for.
LISTED = 25
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

type AnyResult = ItemsResult | NarrowResult | DealsResult
type AnyRow = ItemRow | NarrowRow | DealRow


@dataclass(frozen=True)
class MetricShown:
    """One question over all the quarters; the data speaks of `known_in` of them.

    `rows` are shown, each with its quarters in words; `left_out` is how many more there are.
    """

    answer: AnyResult
    quarters: int
    known_in: int
    rows: list[tuple[AnyRow, str]]
    left_out: int
    left_out_weeks: Decimal

    @property
    def is_known_in_part(self) -> bool:
        return 0 < self.known_in < self.quarters


@dataclass(frozen=True)
class Story:
    """The quarters from the first effort on, oldest first, and what they tell.

    `capped` pairs each quarter with its own cap in percent.
    """

    rows: list[LookBack]
    capped: list[tuple[LookBack, Decimal]]
    sentence: str
    chart: Figure
    special_weeks: Decimal
    # Dated after the running quarter, which is not shown.
    weeks_ahead: Decimal
    split_weeks: Decimal
    unplanned: MetricShown
    narrow: MetricShown
    unvalidated: MetricShown
    deals: MetricShown


@cached_until_changed
def story_of(product: Product, quarters: int, *, list_all: bool = False) -> Story | None:
    """The story of the last `quarters` quarters; None where no effort was logged in them."""
    history = history_of(product, quarters)
    rows = by_quarter(history)
    begun = next((n for n, row in enumerate(rows) if row.total_weeks), None)
    return None if begun is None else _story(history, rows[begun:], None if list_all else LISTED)


def _story(history: History, rows: list[LookBack], most: int | None) -> Story:
    quarters = [row.quarter for row in rows]
    snapshot = history.snapshot
    caps = [snapshot.cap_percent(quarter) for quarter in quarters]
    return Story(
        rows=rows,
        capped=list(zip(rows, caps, strict=True)),
        sentence=_sentence(rows, caps, snapshot.running),
        chart=shares_figure(
            {row.quarter: row.share for row in rows}, caps, snapshot.policy(quarters[-1])
        ),
        special_weeks=sum((row.special_weeks for row in rows), start=ZERO),
        weeks_ahead=weeks_of(
            sum(n for quarter, n in snapshot.core_minutes.items() if quarter > snapshot.running)
        ),
        split_weeks=sum((row.split_weeks for row in rows), start=ZERO),
        unplanned=_shown(
            metrics.unplanned(history, quarters), quarters, [r.unplanned for r in rows], most
        ),
        narrow=_shown(metrics.narrow(history, quarters), quarters, [r.narrow for r in rows], most),
        unvalidated=_shown(
            metrics.unvalidated(history, quarters), quarters, [r.unvalidated for r in rows], most
        ),
        deals=_shown(metrics.deals(history, quarters), quarters, [r.deals for r in rows], most),
    )


def _shown(
    answer: AnyResult, quarters: Sequence[Quarter], each: Sequence[AnyResult], most: int | None
) -> MetricShown:
    when: dict[int, list[Quarter]] = defaultdict(list)
    for quarter, then in zip(quarters, each, strict=True):
        for row in then.rows:
            when[row.key].append(quarter)
    shown, rest = answer.rows[:most], answer.rows[most or len(answer.rows) :]
    return MetricShown(
        answer=answer,
        quarters=len(quarters),
        known_in=sum(then.known for then in each),
        rows=[(row, _period(when[row.key])) for row in shown],
        left_out=len(rest),
        left_out_weeks=sum((row.weeks for row in rest), start=ZERO),
    )


def _period(quarters: Sequence[Quarter]) -> str:
    first, last = quarters[0].label, quarters[-1].label
    return first if first == last else f"{first} to {last}"


def _sentence(rows: list[LookBack], caps: Sequence[Decimal], running: Quarter) -> str:
    """How many quarters went over their cap, the highest, and where it stands now."""
    if not any(row.share for row in rows):
        return f"No effort of {_span(rows)} went into specials."
    over = sum(
        row.share is not None and row.share > cap for row, cap in zip(rows, caps, strict=True)
    )
    shares = {row.quarter: row.share for row in rows if row.share is not None}
    last, highest = rows[-1].quarter, max(shares, key=lambda quarter: shares[quarter])
    so_far = " so far" if last == running else ""
    if len(rows) == 1:
        level = "over" if over else "within"
        return f"Specials took {_tenth(shares[last])}% of {last.label}{so_far}, {level} its cap."
    went = f"{_over(over, len(rows))}; the highest was {highest.label}"
    now = f"{_tenth(shares[last])}%{so_far}."
    if highest == last:
        return f"{went} with {now}"
    return f"{went} with {_tenth(shares[highest])}%. {last.label} has {now}"


def _over(over: int, quarters: int) -> str:
    if over == 0:
        return f"None of {quarters} quarters went over its cap"
    return f"{over} of {quarters} quarters went over {'its' if over == 1 else 'their'} cap"


def _span(rows: list[LookBack]) -> str:
    if len(rows) == 1:
        return rows[0].quarter.label
    number = NUMBERS[len(rows)] if len(rows) < len(NUMBERS) else str(len(rows))
    return f"the last {number} quarters"


def _tenth(share: Decimal) -> Decimal:
    """The share to a tenth of a percent, rounded half up."""
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)
