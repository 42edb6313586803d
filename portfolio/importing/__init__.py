"""What of the portfolio can be imported, one module per kind."""

from imports import kinds
from portfolio.importing.customers import CUSTOMERS
from portfolio.importing.effort import EFFORT
from portfolio.importing.items import ITEMS
from portfolio.importing.teams import TEAMS
from portfolio.importing.usage import USAGE
from portfolio.importing.waiting import WAITING


def register() -> None:
    """Called once, when the app is ready."""
    for kind in (CUSTOMERS, ITEMS, EFFORT, USAGE, TEAMS, WAITING):
        kinds.register(kind)
