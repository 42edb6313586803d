"""Whose approval would go through as a check stands; and where nobody's would, why."""

from dataclasses import dataclass

from company.access import holds
from company.calendar import running_quarter
from company.models import Person, Product, Role
from company.refusals import LONG_REASON, Refused
from company.roles import EXECUTIVE
from escalations.access import can
from escalations.assignees import names_by_role, together
from escalations.models import Escalation
from governance.approvals.approval_check import ApprovalCheck

# Stands in for the reason nobody has typed yet, so that only the other rules can refuse.
LONG_ENOUGH = "-" * LONG_REASON


@dataclass(frozen=True)
class Verdict:
    """What approving a request would take of one person, or who could do it instead.

    `button` says the consequence; it is empty where the approval would be refused. `why_not`
    is that refusal, in a sentence; `who_can` names those whose approval would go through.
    """

    button: str
    is_override: bool
    why_not: str
    who_can: str
    may_decide: bool

    @property
    def is_offered(self) -> bool:
        return bool(self.button)

    @property
    def advice(self) -> str:
        """Why it carries no button, and who can; nothing where it carries one."""
        if self.is_offered:
            return ""
        if not self.may_decide:
            return f"{self.who_can} can approve it." if self.who_can else ""
        return f"{self.why_not} Send it to {self.who_can}." if self.who_can else self.why_not

    @property
    def least(self) -> int:
        """The fewest characters its reason may have; 0 where any reason is enough."""
        return LONG_REASON if self.is_override else 0


class Verdicts:
    """What one person may decide in a product; roles and names are read once, for any number."""

    def __init__(self, person: Person, product: Product) -> None:
        self.person = person
        self.product = product
        self.is_executive = holds(person, product.pk, EXECUTIVE)
        self.names = names_by_role(product)

    def of(self, escalation: Escalation, check: ApprovalCheck) -> Verdict:
        """The verdict on one request, judged by the rules of the approval itself."""
        for_executives = self._refusal(check, is_executive=True)
        for_sales = self._refusal(check, is_executive=False)
        may_decide = can(self.person, "approve", escalation)
        mine = for_executives if self.is_executive else for_sales
        is_override = self.is_executive and check.needs_override
        button = check.button(is_override=is_override) if may_decide and not mine else ""
        roles = [
            role
            for role, refused in ((Role.SALES_VP, for_sales), (Role.EXECUTIVE, for_executives))
            if not refused
        ]
        return Verdict(
            button=button,
            is_override=is_override,
            why_not=mine,
            who_can=together([name for role in roles for name in self.names.get(role, [])]),
            may_decide=may_decide,
        )

    def _refusal(self, check: ApprovalCheck, *, is_executive: bool) -> str:
        """The sentence that an approval with a long reason would be refused with; empty if it would
        not.
        """
        try:
            refuse_ended_quarter(self.product, check)
            override = is_executive and check.needs_override
            check.refuse(as_slot=not is_executive, override=override, reason=LONG_ENOUGH)
        except Refused as error:
            return error.detail
        return ""


def refuse_ended_quarter(product: Product, check: ApprovalCheck) -> None:
    """Raise Refused wrong-state where a part lies in a quarter that has ended."""
    running = running_quarter(product)
    ended = [quarter for quarter in check.asked if quarter < running]
    if ended:
        raise Refused(
            "wrong-state",
            f"It was sized for {ended[0].label}, which has ended. Size it again for"
            f" {running.label} or later.",
            quarter=str(ended[0]),
        )
