"""Setting policy: what holds for a product from a quarter on (DESIGN 4.3)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import running_quarter
from company.models import Person, Product
from company.refusals import Malformed
from company.versions import Expected, refuse_stale, version_of
from governance.budget import BudgetSnapshot
from governance.budget_data import policy_of
from governance.caps import judging_caps
from governance.models import Policy
from ledger import chain

RULES = (
    "cap_percent",
    "straining_above",
    "struggling_from",
    "off_the_road_from",
    "slots",
    "slot_weeks",
    "overdraft",
    "support_years",
    "minimum_return",
    "licence_price",
    "quota_relief_percent",
    "support_fee",
)


@transaction.atomic
def set_policy(
    *, policy: Policy, reason: str = "", actor: Person | None, expected: Expected = None
) -> Policy:
    """Set what holds from `policy.from_quarter` on; the running quarter if it names none.

    Every change is a new row; quarters with a frozen cap keep it. A cap that falls below what is
    held needs a reason, and the ledger says so. Raises ValidationError, Stale where somebody set
    another since, Malformed for a quarter that ended, and Refused reason-missing.
    """
    product = policy.product
    if actor is not None:
        require(actor, product.pk, "set policy")
    chain.lock(product)
    running = running_quarter(product)
    newest = newest_policy(product)
    refuse_stale(expected, newest, version_of(newest), by=str(newest.by or ""))
    made = Policy(
        product=product,
        from_quarter=policy.from_quarter or running,
        reason=reason.strip(),
        by=actor,
        at=clock.now(),
        **rules_of(policy),
    )
    made.full_clean()
    if made.from_quarter < running:
        raise Malformed(
            from_quarter=f"{made.from_quarter.label} has ended: a policy holds from"
            f" {running.label} or later."
        )
    snapshot = BudgetSnapshot.load(product)
    before = rules_of(snapshot.policy(made.from_quarter))
    with judging_caps(product, actor, made.reason, "policy"):
        made.save(force_insert=True)
    chain.append(
        product,
        "policy_set",
        actor,
        made.at,
        seals=[made],
        from_quarter=str(made.from_quarter),
        before=before,
        after=rules_of(made),
        reason=made.reason,
    )
    return made


@transaction.atomic
def put_policy(
    product: Product, changes: Mapping[str, Any], *, actor: Person, expected: Expected = None
) -> Policy:
    """Set what `changes` name; all else stays as it is in the quarter the policy begins with.

    Raises as `set_policy` does.
    """
    require(actor, product.pk, "set policy")
    # Read under the lock, or of two who set different rules at once the later undoes the earlier's.
    chain.lock(product)
    quarter = changes.get("from_quarter") or running_quarter(product)
    rules = rules_of(policy_of(product, quarter)) | {
        name: value for name, value in changes.items() if name in RULES
    }
    policy = Policy(product=product, from_quarter=quarter, **rules)
    reason = changes.get("reason", "")
    return set_policy(policy=policy, reason=reason, actor=actor, expected=expected)


def newest_policy(product: Product) -> Policy:
    """The policy that was set last, whatever quarter it begins with; the defaults if none was."""
    set_last = Policy.objects.filter(product=product).order_by("-pk").select_related("by").first()
    return set_last or Policy(product=product, from_quarter=running_quarter(product))


def policy_version(product: Product) -> str:
    """The version that a page or client has seen: another after each policy that is set."""
    return version_of(newest_policy(product))


def rules_of(policy: Policy) -> dict[str, Any]:
    """By name, the rules of a policy, without from when, by whom and why."""
    return {name: getattr(policy, name) for name in RULES}
