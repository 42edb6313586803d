"""The look-back as tables for files and terminals, shaped by pandas.

pandas is imported where it is used: a worker that serves pages does not pay for it.
"""

from typing import TYPE_CHECKING, Any

from company.units import hundredths
from governance.lookback.build import LookBack
from governance.lookback.results import Result
from governance.report.json_facts import as_json

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["quarter", "total_weeks", "special_weeks", "share", "band"]
LAST = ["split_weeks", "agreed_late_on", "before_plan_weeks"]
QUESTIONS = ["unplanned", "narrow", "unvalidated", "deals"]
MEASURES = ["count", "weeks", "share"]
OUTCOMES = ["won", "lost", "open", "won_amount"]
NOT_KNOWN = "not known"


def frame_of(rows: list[LookBack]) -> "pd.DataFrame":
    """One row a quarter, one column a figure, as text: weeks, and shares in percent.

    Questions that the data cannot answer are "not known"; shares of no effort are empty.
    """
    import pandas as pd  # noqa: PLC0415 (see above)

    frame = pd.json_normalize([as_json(row) for row in rows], sep="_").astype(object)
    asked = [f"{name}_{measure}" for name in QUESTIONS for measure in MEASURES]
    asked += [f"deals_{measure}" for measure in OUTCOMES]
    for column in asked:
        is_known = frame[f"{column.split('_')[0]}_known"].astype(bool)
        frame[column] = frame[column].where(is_known, NOT_KNOWN)
    shown = frame[[*COLUMNS, *asked, *LAST]]
    return shown.where(shown.notna(), "").map(_plain)


def as_csv(rows: list[LookBack]) -> str:
    """Every figure, with a header line."""
    return str(frame_of(rows).to_csv(index=False, lineterminator="\r\n"))


def as_text(rows: list[LookBack]) -> str:
    """The figures that fit a terminal, in columns of equal width."""
    import pandas as pd  # noqa: PLC0415 (see above)

    shown = pd.DataFrame(
        {
            "quarter": [str(row.quarter) for row in rows],
            "total wk": [str(row.total_weeks) for row in rows],
            "special wk": [str(row.special_weeks) for row in rows],
            "share": ["" if r.share is None else f"{hundredths(r.share)}%" for r in rows],
            "band": [row.band.value if row.band else "" for row in rows],
            "unplanned": [_said(row.unplanned) for row in rows],
            "narrow": [_said(row.narrow) for row in rows],
            "unvalidated": [_said(row.unvalidated) for row in rows],
            "deals": [_won(row) for row in rows],
        }
    )
    return str(shown.to_string(index=False, col_space=14))


def _plain(value: Any) -> Any:
    """A count as a whole number: pandas holds it as a float in a column where some are missing."""
    return int(value) if isinstance(value, float) else value


def _said(answer: Result) -> str:
    return f"{answer.count}: {answer.weeks} wk" if answer.known else NOT_KNOWN


def _won(row: LookBack) -> str:
    return f"{row.deals.won} of {row.deals.count} won" if row.deals.known else NOT_KNOWN
