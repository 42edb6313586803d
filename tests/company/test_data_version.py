"""Every change of what may be kept in memory moves the version, whoever made it."""

from django.core.management import call_command
from django.db import connection

from company import data_version as versions
from company.data_version import counted_models, data_version
from company.models import DataVersion, Notice, NoticeMail, Person, Token
from tests.snapshots import house_models, taken_back
from tests.triggers import standing as triggers_standing


def standing() -> set[str]:
    return triggers_standing("counts_")


def expected() -> set[str]:
    tables = {model._meta.db_table for model in counted_models()}
    if connection.vendor == "postgresql":
        return {f"counts_{table}" for table in tables}
    return {f"counts_{t}_{event}" for t in tables for event in ("insert", "update", "delete")}


def test_every_table_is_counted_but_those_that_reading_writes():
    assert {*counted_models()} == {*house_models()} - {Notice, NoticeMail, Token}


def test_the_triggers_stand_and_come_back(db):
    assert standing() == expected()

    versions.remove()
    assert standing() == set()
    call_command("migrate", verbosity=0)

    assert standing() == expected()


def test_each_kind_of_change_to_each_table_moves_it(everything):
    """Around every action: as somebody at the database's own prompt would."""
    unmoved = []
    for model in counted_models():
        table, key = model._meta.db_table, model._meta.pk.column
        statements = [
            f'UPDATE "{table}" SET "{key}" = "{key}"',  # noqa: S608 (our own)
            f'DELETE FROM "{table}"',  # noqa: S608 (our own)
        ]
        if not model._base_manager.exists():
            continue
        for statement in statements:
            before = data_version()
            with taken_back(), connection.cursor() as cursor:
                if getattr(model, "append_only", False):
                    continue  # nobody may: tests/ledger/test_triggers.py
                _without_foreign_keys(cursor)
                cursor.execute(statement)
                if data_version() <= before:
                    unmoved.append(statement)
            assert data_version() == before

    assert unmoved == []


def test_what_is_rolled_back_was_not_counted(db):
    before = data_version()
    with taken_back():
        Person.objects.create(email="new@example.com")
        assert data_version() > before
    assert data_version() == before

    Person.objects.bulk_create(Person(email=f"{n}@example.com") for n in range(2))

    assert data_version() > before


def test_many_changes_leave_few_rows_and_every_one_counts(db):
    ada = Person.objects.create(email="ada@example.com")
    before = data_version()

    for _ in range(1001):
        Person.objects.filter(pk=ada.pk).update(name="Ada")

    assert data_version() == before + 1001
    assert DataVersion.objects.count() < 1001


def test_where_nothing_counts_there_is_no_number(db):
    DataVersion.objects.all().delete()

    assert data_version() is None

    versions.install()
    assert data_version() > 0


def _without_foreign_keys(cursor) -> None:
    """This is about triggers; what refers to the rows is checked at the end, which never comes."""
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA defer_foreign_keys=ON")
    else:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
