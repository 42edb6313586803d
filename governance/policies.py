"""Setting policy: what holds for a product from a quarter on (DESIGN 4.3)."""

from typing import Any

from django.db import transaction

from company import clock
from company.access import EXECUTIVE, require
from company.models import Person
from company.refusals import Malformed
from governance.budget import Treasury
from governance.caps import judging_caps
from governance.models import Policy
from ledger import chain
from portfolio.quarters import running_quarter

RULES = (
    "cap_percent",
    "straining_above",
    "struggling_from",
    "off_the_road_from",
    "slots",
    "slot_weeks",
    "overdraft",
)


@transaction.atomic
def set_policy(*, policy: Policy, reason: str = "", actor: Person | None) -> Policy:
    """Set what holds from `policy.from_quarter` on (the running quarter unless it names one).

    Every change is a new row. Quarters with a frozen cap keep it. Where a cap falls below what
    is already held it needs a reason, and the ledger says so. Raises ValidationError,
    Malformed for a quarter that ended, and Refused reason-missing.
    """
    product = policy.product
    if actor is not None:
        require(actor, product.pk, EXECUTIVE, "set policy")
    chain.lock(product)
    running = running_quarter(product)
    made = Policy(
        product=product, from_quarter=policy.from_quarter or running, reason=reason.strip(),
        by=actor, at=clock.now(), **rules_of(policy),
    )  # fmt: skip
    made.full_clean()
    if made.from_quarter < running:
        raise Malformed(
            from_quarter=f"{made.from_quarter} has ended: a policy holds from {running} or later."
        )
    treasury = Treasury.load(product)
    before = rules_of(treasury.policy(made.from_quarter))
    with judging_caps(product, actor, made.reason, "policy"):
        made.save(force_insert=True)
    chain.append(
        product, "policy_set", actor, made.at, seals=[made], from_quarter=str(made.from_quarter),
        before=before, after=rules_of(made), reason=made.reason,
    )  # fmt: skip
    return made


def rules_of(policy: Policy) -> dict[str, Any]:
    """What a policy says, beside from when, by whom and why."""
    return {name: getattr(policy, name) for name in RULES}
