"""verify_ledger and check_books: exit 0 where all holds, 1 and where it does not."""

import pytest
from django.db import connection

from ledger import triggers
from tests.conftest import make_cast, make_product
from tests.scenes import bring, make_scene


@pytest.fixture
def scene(db):
    scene = make_scene(make_cast(make_product()))
    bring(scene, "approved")
    return scene


def tamper(sql: str) -> None:
    """Go around the triggers, as somebody with the database's password could."""
    triggers.remove()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    triggers.install()


def test_both_prove_what_is_sound(run, scene):
    ledger, books = run("verify_ledger"), run("check_books")

    assert (ledger.code, books.code) == (0, 0)
    assert ledger.out.endswith("The ledger is proven.\n")
    assert books.out == "skylark: 2 plans checked\nskylark-other: 0 plans checked\n"


def test_both_can_be_asked_for_one_product(run, scene):
    for name in ("verify_ledger", "check_books"):
        assert "skylark:" not in run(name, "--product", "skylark-other").out
        assert run(name, "--product", "kite").code == 2


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "UPDATE ledger_entry SET text = replace(text, 'Worth', 'Not worth') WHERE number = 3",
            "entry 3",
        ),
        (
            "DELETE FROM ledger_entry WHERE number = (SELECT max(number) FROM ledger_entry)",
            "its tail was cut",
        ),
        ("DELETE FROM ledger_entry WHERE number = 2", "entry 2 is missing"),
        ("UPDATE governance_cap SET weeks = 99", "a cap of 20.00 wk, the table 99.00 wk"),
        ("UPDATE escalations_part SET weeks = 9", "the ledger approved 0.50 wk"),
    ],
)
def test_verify_ledger_says_where_it_was_changed(run, scene, sql, said):
    tamper(sql)

    done = run("verify_ledger", "--product", "skylark")

    assert done.code == 1
    assert said in done.err
    assert "The ledger is not proven" in done.err


def test_check_books_says_which_line_does_not_balance(run, scene):
    tamper(
        "UPDATE portfolio_line SET weeks = 55 WHERE item_id IN"
        " (SELECT id FROM portfolio_item WHERE title = 'Kernel upgrade')"
    )

    done = run("check_books")

    assert done.code == 1
    assert (
        f"skylark: {scene.quarter} Kernel upgrade: 55.00 wk, but its movements say 20" in done.err
    )
