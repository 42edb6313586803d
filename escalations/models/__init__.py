from escalations.models.costing import Costing
from escalations.models.deals import Commitment, Deal
from escalations.models.direction import Direction
from escalations.models.displacement import (
    DisplacedCustomer,
    Displacement,
    DisplacementReturn,
    Outcome,
    ProposedRow,
)
from escalations.models.escalation import Claim, Escalation, Event, Part, Review
from escalations.models.forecast import Forecast
from escalations.models.judging import Judgement
from escalations.models.later import LaterAnswer
from escalations.models.planned import PLANNABLE, TakenIntoPlan
from escalations.models.promises import PromiseAnswer
from escalations.models.routing import Join, Offload
from escalations.models.sizing import Approach, Confirmation, Proposal, SizedPart, Sizing

__all__ = [
    "PLANNABLE",
    "Approach",
    "Claim",
    "Commitment",
    "Confirmation",
    "Costing",
    "Deal",
    "Direction",
    "DisplacedCustomer",
    "Displacement",
    "DisplacementReturn",
    "Escalation",
    "Event",
    "Forecast",
    "Join",
    "Judgement",
    "LaterAnswer",
    "Offload",
    "Outcome",
    "Part",
    "PromiseAnswer",
    "Proposal",
    "ProposedRow",
    "Review",
    "SizedPart",
    "Sizing",
    "TakenIntoPlan",
]
