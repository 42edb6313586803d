from portfolio.models.customers import Customer, Waiting, WaitingRows
from portfolio.models.plan import (
    Baseline,
    BaselineLine,
    BaselineTarget,
    Line,
    Movement,
    Plan,
    Target,
)
from portfolio.models.sums import EffortMonth
from portfolio.models.usage import Usage
from portfolio.models.work import Effort, EffortReceipt, Item, Slice, Team

__all__ = [
    "Baseline",
    "BaselineLine",
    "BaselineTarget",
    "Customer",
    "Effort",
    "EffortMonth",
    "EffortReceipt",
    "Item",
    "Line",
    "Movement",
    "Plan",
    "Slice",
    "Target",
    "Team",
    "Usage",
    "Waiting",
    "WaitingRows",
]
