"""Claims of a request: what was said for it, each dated."""

from collections.abc import Iterable
from dataclasses import dataclass

from company import clock
from escalations.models import Claim, Escalation


@dataclass(frozen=True)
class ClaimInput:
    """A claim as somebody makes it: its kind, and a note on who said it."""

    kind: str
    note: str = ""


def take_back_claims(escalation: Escalation, given: Iterable[ClaimInput]) -> None:
    """Delete the claims of a draft that are no longer among those given."""
    wanted = {(claim.kind, claim.note) for claim in given}
    for claim in escalation.claims.all():
        if (claim.kind, claim.note) not in wanted:
            claim.delete()


def put_claims(escalation: Escalation, claims: Iterable[ClaimInput]) -> None:
    """Add the claims that are not there yet, dated now."""
    known = set(escalation.claims.values_list("kind", "note"))
    Claim.objects.bulk_create(
        Claim(escalation=escalation, kind=c.kind, note=c.note, made_at=clock.now())
        for c in claims
        if (c.kind, c.note) not in known
    )
