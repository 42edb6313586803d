from portfolio.models.customers import Customer, Renewal, Waiting, WaitingRows
from portfolio.models.plan import (
    Baseline,
    BaselineLine,
    BaselineTarget,
    Line,
    Movement,
    Plan,
    Target,
)
from portfolio.models.routing import ExtensionPoint, NonGoal, Partner
from portfolio.models.sorting import SortedItem
from portfolio.models.stance import Stance
from portfolio.models.sums import EffortMonth, EffortQuarter
from portfolio.models.team_weeks import TeamWeek
from portfolio.models.usage import Usage
from portfolio.models.work import Effort, EffortReceipt, Item, Slice, Team

__all__ = [
    "Baseline",
    "BaselineLine",
    "BaselineTarget",
    "Customer",
    "Effort",
    "EffortMonth",
    "EffortQuarter",
    "EffortReceipt",
    "ExtensionPoint",
    "Item",
    "Line",
    "Movement",
    "NonGoal",
    "Partner",
    "Plan",
    "Renewal",
    "Slice",
    "SortedItem",
    "Stance",
    "Target",
    "Team",
    "TeamWeek",
    "Usage",
    "Waiting",
    "WaitingRows",
]
