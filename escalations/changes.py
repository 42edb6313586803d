"""What changed in a request and its deal, beside the steps that its story tells."""

from company.changes import Changes, Source, what_changed
from escalations.models import Deal, Escalation

# The story tells of these.
STEPS = (
    "state", "item", "is_imported", "answer_due", "filed_by", "filed_at", "submitted_at",
    "started_at", "closed_at", "questioner", "answered_at",
)  # fmt: skip


def changes_of(escalation: Escalation, *, everything: bool) -> Changes:
    """What was written differently later; of the deal also what was asked with and signed."""
    sources = [Source(escalation.history.all(), unsaid=STEPS)]
    if escalation.deal_id:
        deal = Deal.history.filter(id=escalation.deal_id)
        sources.append(Source(deal, called="The deal", named_by="name"))
    return what_changed(escalation.product, *sources, everything=everything)
