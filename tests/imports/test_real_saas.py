"""A SaaS company's files (RavenStack), each figure computed here from the file itself."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pandas
import pytest

from escalations.models import Deal
from portfolio.models import Customer, Item

# What is read from a file; test_real_data stores such files on every database.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]

PRESET = ("--preset", "ravenstack")
ACCOUNTS = "saas_ravenstack/ravenstack_accounts.csv"
# On this day some subscriptions of the file have ended and some are to end.
TODAY = dt.date(2024, 7, 1)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC))


@pytest.fixture
def frame(real_file):
    return lambda name: pandas.read_csv(
        real_file(f"saas_ravenstack/ravenstack_{name}.csv"), dtype=str, keep_default_na=False
    )


def test_accounts_become_customers_without_arr(import_real, frame):
    accounts = frame("accounts")

    counted, _ = import_real("customers", ACCOUNTS, *PRESET)

    assert counted == (len(accounts), 0, 0, 0) == (500, 0, 0, 0)
    kept = Customer.objects.values_list("import_key", "name", "segment", "arr", "renewal_date")
    assert set(kept) == {
        (r.account_id, r.account_name, r.industry, Decimal(0), None) for r in accounts.itertuples()
    }


def test_live_subscriptions_add_up_to_arr(import_real, frame):
    subscriptions = frame("subscriptions")
    import_real("customers", ACCOUNTS, *PRESET)

    counted, said = import_real(
        "customers", "saas_ravenstack/ravenstack_subscriptions.csv", *PRESET
    )

    ended = subscriptions.end_date.map(lambda day: bool(day) and day < TODAY.isoformat())
    live = subscriptions[(subscriptions.is_trial == "False") & ~ended]
    arr = live.groupby("account_id").arr_amount.agg(lambda amounts: sum(map(Decimal, amounts)))
    renews = live.start_date.map(_next_anniversary).groupby(live.account_id).min()
    # Of an account that is not in `live` everything ended or was a trial: it stays at 0.
    assert counted == (0, len(arr), len(subscriptions) - len(arr), 0)
    assert dict(Customer.objects.exclude(renewal_date=None).values_list("import_key", "arr")) == (
        dict(arr)
    )
    assert dict(
        Customer.objects.exclude(renewal_date=None).values_list("import_key", "renewal_date")
    ) == dict(renews)
    assert set(Customer.objects.filter(renewal_date=None).values_list("arr", flat=True)) <= {0}
    assert Customer.objects.count() == 500
    assert "left out" not in said


def _next_anniversary(text):
    """By way of pandas, which keeps 29 February on the 28th too."""
    day, years = pandas.Timestamp(text), 1
    while day + pandas.DateOffset(years=years) <= pandas.Timestamp(TODAY):
        years += 1
    return (day + pandas.DateOffset(years=years)).date()


def test_churn_becomes_renewals_that_were_lost(import_real, frame):
    churned = frame("churn_events")
    import_real("customers", ACCOUNTS, *PRESET)

    counted, _ = import_real("deals", "saas_ravenstack/ravenstack_churn_events.csv", *PRESET)

    assert counted == (len(churned), 0, 0, 0) == (600, 0, 0, 0)
    kept = Deal.objects.values_list("import_key", "customer__import_key", "stage", "close_date")
    assert set(kept) == {
        (r.churn_event_id, r.account_id, r.reason_code, dt.date.fromisoformat(r.churn_date))
        for r in churned.itertuples()
    }
    assert Deal.objects.filter(stage="features").count() == 114
    assert set(Deal.objects.values_list("kind", "outcome", "amount")) == {
        ("renewal", "lost", Decimal(0))
    }


def test_tickets_become_quality_items(import_real, frame):
    tickets = frame("support_tickets")
    import_real("customers", ACCOUNTS, *PRESET)

    counted, _ = import_real("items", "saas_ravenstack/ravenstack_support_tickets.csv", *PRESET)

    assert counted == (len(tickets), 0, 0, 0) == (2000, 0, 0, 0)
    assert set(Item.objects.values_list("slice__key", flat=True)) == {"quality"}
    finished = Counter(tickets.closed_at.str[:10])
    assert Counter(str(d) for d in Item.objects.values_list("finished_on", flat=True)) == finished


def test_subscriptions_before_their_accounts_are_rejected_with_what_to_do(import_real, frame):
    counted, said = import_real(
        "customers", "saas_ravenstack/ravenstack_subscriptions.csv", *PRESET
    )

    assert counted == (0, 0, 0, 5000)
    assert "Import the customers with their names first, by the same key." in said
    assert not Customer.objects.exists()
