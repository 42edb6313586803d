"""What was changed in a request and its deal, beside the steps that its story tells."""

from company.cached_reads import cached_until_changed
from company.changes import Changes, Source, what_changed
from company.models import Person
from escalations.models import Deal, Escalation
from escalations.states import State

# Columns that change with each step, which the story tells already.
STEPS = (
    "state",
    "item",
    "is_imported",
    "answer_due",
    "filed_by",
    "filed_at",
    "submitted_at",
    "started_at",
    "closed_at",
    "questioner",
    "answered_at",
)


@cached_until_changed
def changes_of(escalation: Escalation, person: Person, *, everything: bool) -> Changes:
    """What was written differently later, in the request and its deal.

    Changes made while it was a draft are shown to its author alone.
    """
    rows = escalation.history.all()
    if escalation.filed_by_id != person.pk:
        rows = rows.exclude(state=State.DRAFT)
    sources = [Source(rows, unsaid=STEPS)]
    if escalation.deal_id:
        deal = Deal.history.filter(id=escalation.deal_id)
        sources.append(Source(deal, called="The deal", named_by="name"))
    return what_changed(escalation.product, *sources, everything=everything)
