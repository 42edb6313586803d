"""What the migrations do to data that was there before them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from company.histories import FIRST_FOUND, faults, tracked_models
from company.models import Product
from escalations.models import Deal
from tests.sampling import MORE

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite" or not MORE,
    reason="It goes back through what is locked: `MORE=1 make test-postgres` does",
)

BEFORE = [("portfolio", "0003_item_validated"), ("escalations", "0004_append_only")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def old(transactional_db):
    """The models as they were; the newest again when the test is over."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE).get_model
    migrate(newest)


def fill(old) -> None:
    product = old("company", "Product").objects.create(slug="skylark", name="Skylark")
    specials = old("portfolio", "Slice").objects.create(
        product=product, key="specials", name="Specials", is_specials=True
    )
    old("portfolio", "Team").objects.create(product=product, name="Core")
    acme = old("portfolio", "Customer").objects.create(product=product, name="Acme", arr=7)
    item = old("portfolio", "Item").objects.create(product=product, title="SSO", customer=acme)
    old("portfolio", "Usage").objects.create(customer=acme, item=item)
    old("portfolio", "Waiting").objects.create(customer=acme, item=item, since="2026-01-01")
    plan = old("portfolio", "Plan").objects.create(
        product=product, quarter="2026Q4", capacity_weeks=80
    )
    old("portfolio", "Target").objects.create(plan=plan, slice=specials, percent="10.0")
    won = old("escalations", "Deal").objects.create(
        product=product, name="Won", amount="400.00", outcome="won", customer=acme
    )
    old("escalations", "Deal").objects.create(product=product, name="Open", amount="9.00")
    old("escalations", "Commitment").objects.create(
        product=product, customer=acme, what="A date", due=dt.date(2027, 1, 1)
    )
    old("escalations", "Escalation").objects.create(
        product=product, title="Badges", filed_at=timezone.now(), deal=won
    )


def test_what_was_there_begins_its_history_as_first_found(old):
    fill(old)
    began = timezone.now()

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    # What came later than the histories has no rows here.
    there = [model for model in tracked_models() if model.objects.exists()]
    assert {
        "Customer",
        "Item",
        "Deal",
        "Commitment",
        "Escalation",
        "Waiting",
        "Target",
        "Usage",
    } <= {model.__name__ for model in there}
    for model in there:
        (row, *more) = model.history.order_by("id")
        assert (row.history_type, row.history_user, row.history_change_reason) == (
            "+",
            None,
            FIRST_FOUND,
        )
        assert began <= row.history_date <= timezone.now()
        assert len([row, *more]) == model.objects.count()
    assert list(faults(Product.objects.get())) == []
    deals = Deal.objects.order_by("name").values_list("name", "asked_amount", "signed_amount")
    assert list(deals) == [("Open", None, None), ("Won", None, Decimal("400.00"))]
