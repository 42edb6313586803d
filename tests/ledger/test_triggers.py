"""Append-only tables refuse UPDATE and DELETE, on both databases."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from ledger import triggers
from ledger.models import Entry
from tests.snapshots import nothing_changes

APPEND_ONLY = [
    "escalations.Confirmation",
    "escalations.Direction",
    "escalations.DisplacedCustomer",
    "escalations.Displacement",
    "escalations.DisplacementReturn",
    "escalations.Forecast",
    "escalations.LaterAnswer",
    "escalations.Part",
    "escalations.PromiseAnswer",
    "escalations.Proposal",
    "escalations.ProposedRow",
    "escalations.SizedPart",
    "escalations.Sizing",
    "escalations.TakenIntoPlan",
    "governance.Cap",
    "governance.Decision",
    "governance.Policy",
    "governance.Publication",
    "governance.WriteOff",
    "ledger.Entry",
    "portfolio.Baseline",
    "portfolio.BaselineLine",
    "portfolio.BaselineTarget",
    "portfolio.Movement",
    "portfolio.TeamWeek",
]


def test_the_append_only_models_are_these():
    assert sorted(m._meta.label for m in triggers.append_only_models()) == APPEND_ONLY


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_no_row_is_edited_or_deleted(everything, label):
    model = next(m for m in triggers.append_only_models() if m._meta.label == label)
    column = model._meta.concrete_fields[1].attname
    rows = model._base_manager.order_by("pk")
    assert rows.exists()

    with nothing_changes():
        for refused in (
            lambda: rows.update(**{column: rows.values_list(column, flat=True)[0]}),
            lambda: rows.filter(pk=rows.first().pk)._raw_delete("default"),
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                refused()


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_no_row_is_replaced_by_any_client(everything, label):
    """INSERT OR REPLACE deletes past the trigger on DELETE, unless a client asks for it."""
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    table = apps.get_model(label)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        pk = cursor.execute(f"SELECT min(id) FROM {table}").fetchone()[0]  # noqa: S608 (our own)

        with (
            nothing_changes(),
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {pk}")  # noqa: S608 (our own)
        cursor.execute("PRAGMA recursive_triggers=ON")


def test_no_row_is_replaced_through_what_else_is_unique(everything):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    columns = [f.column for f in Entry._meta.concrete_fields]
    chosen = ", ".join("id + 1000" if name == "id" else name for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")

        with (
            nothing_changes(),
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(
                f"INSERT OR REPLACE INTO ledger_entry ({', '.join(columns)})"  # noqa: S608 (our own)
                f" SELECT {chosen} FROM ledger_entry WHERE number = 1 LIMIT 1"
            )
        cursor.execute("PRAGMA recursive_triggers=ON")


def test_no_table_is_truncated(everything):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")

    with (
        nothing_changes(),
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Checks that still wait for the commit would refuse it first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE governance_decision CASCADE")
