"""Connects the apps: hands to lower ones what they call in higher ones. Only here.

Imports go one way, from higher to lower apps. Where a lower one needs something of a higher, it has
an empty list or dictionary, and `connect` fills it once, when Django has loaded every app.
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
    """Fill every hook. Called once, by config/apps.py."""
    # The kinds of rows to import, in the order of the pages; a new kind is added here.
    everyday = (CUSTOMERS, DEALS, ITEMS, LINES, EFFORT, USAGE, TEAMS, WAITING, COMMITMENTS)
    for kind in (*everyday, SPECIALS):
        kinds.register(kind)
    # Imported special work becomes an escalation with its item.
    ITEMS.after_chunk.append(adopt_items)
    # Undoing an import: guards may refuse it; watchers and reversals undo what depends on its rows.
    undo.guards.append(refuse_closed_effort)
    undo.guards.append(refuse_undoing_decisions)
    undo.watchers.append(forget_undone)
    undo.reversals[Movement] = take_back
    # A change of somebody's roles in a product is written in its ledger.
    ROLES_WATCHERS.append(note_roles)
    # A change of capacity may bring a cap below what is held.
    WATCHERS.append(watch_caps)
    # What would keep an approval from being given is shown while a request is sized.
    WARNERS.append(warnings_of)
    # Rows of effort may name an escalation instead of an item.
    NAMED_WORK["escalation"] = find_work
    # Changes of an escalation's state become notices.
    TELLERS.append(tell)
    # Every mail ends with the ledger's head.
    FEET.append(head_sentence)
    # A version that is published goes out to everybody on its product's list.
    PUBLISHED.append(queue)
