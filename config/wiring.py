"""Who hooks into whom: what a lower floor asks of a higher one is handed over here, and only here.

Imports run one way, down the house. Where a floor needs an answer from above it, it keeps an
empty list or dictionary, and `connect` fills it once, when Django has loaded every app.
"""

from company.actions import ROLES_WATCHERS
from company.notices import FEET
from delivery.sendings import queue
from escalations.imported_specials import adopt_items, refuse_closed_effort
from escalations.importing.commitments import COMMITMENTS
from escalations.importing.deals import DEALS
from escalations.notices import tell
from escalations.own_items import find_work
from escalations.transitions import TELLERS
from escalations.warnings import WARNERS
from governance.approvals.check_data import warnings_of
from governance.caps import watch_caps
from governance.importing.opening_balance import refuse_undoing_decisions
from governance.importing.specials import SPECIALS
from governance.publications.actions import PUBLISHED
from imports import kinds
from imports.run import undo
from ledger.chain import head_sentence
from portfolio.effort.api import NAMED_WORK
from portfolio.importing.customers import CUSTOMERS
from portfolio.importing.effort import EFFORT, forget_undone
from portfolio.importing.items import ITEMS
from portfolio.importing.lines import LINES
from portfolio.importing.teams import TEAMS
from portfolio.importing.usage import USAGE
from portfolio.importing.waiting import WAITING
from portfolio.models import Movement
from portfolio.plan.actions import WATCHERS
from portfolio.plan.some_lines import take_back
from portfolio.products import note_roles


def connect() -> None:
    """Hand every hook over. Called once, by config/apps.py."""
    # What can be imported, in the order that people read: a new kind is added to this line.
    everyday = (CUSTOMERS, DEALS, ITEMS, LINES, EFFORT, USAGE, TEAMS, WAITING, COMMITMENTS)
    for kind in (*everyday, SPECIALS):
        kinds.register(kind)
    # Imported special work becomes an escalation with its item.
    ITEMS.after_chunk.append(adopt_items)
    # Undoing an import: what may stand in its way, and what rests on what goes.
    undo.guards.append(refuse_closed_effort)
    undo.guards.append(refuse_undoing_decisions)
    undo.watchers.append(forget_undone)
    undo.reversals[Movement] = take_back
    # Who changed somebody's roles in a product stands in its ledger.
    ROLES_WATCHERS.append(note_roles)
    # A change of capacity may bring a cap below what is held.
    WATCHERS.append(watch_caps)
    # What stands in the way of an approval is said while a request is sized.
    WARNERS.append(warnings_of)
    # Rows of effort may name an escalation instead of an item.
    NAMED_WORK["escalation"] = find_work
    # People are told of what concerns them.
    TELLERS.append(tell)
    # Every mail ends with the ledger's head.
    FEET.append(head_sentence)
    # A version that is published goes out to everybody on its product's list.
    PUBLISHED.append(queue)
