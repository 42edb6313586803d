"""Rows pasted from a sheet fill the planning form, and nothing is saved before it is sent."""

import pytest

from portfolio.plan.pasting import with_pasted
from tests.browserforms import form_of
from tests.snapshots import nothing_changes

EDIT = "/p/skylark/plan/2026Q4/edit/"


@pytest.mark.parametrize(
    ("line", "weeks"),
    [
        ("Kiosk\t12,5", "12.5"),
        ("Kiosk;3", "3"),
        ("Kiosk\t4.25\tQuality, tooling and debt", "4.25"),
        (' "Kiosk" ; 7', "7"),
    ],
)
def test_a_row_is_read_as_it_is_copied(line, weeks):
    found = with_pasted({"pasted": line, "rows": "0"}, most=4)

    assert found == {"pasted": "", "item_0": "Kiosk", "weeks_0": weeks, "rows": "1"}


@pytest.mark.parametrize("line", ["Item\tWeeks", "Kiosk", "\t3", "Kiosk;-1", "Kiosk;1.005", "K;x"])
def test_what_cannot_be_read_stays_as_it_was_pasted(line):
    assert with_pasted({"pasted": f"{line}\n\n", "rows": "0"}, most=4) == {
        "pasted": line,
        "rows": "0",
    }


def test_what_has_no_row_left_stays():
    found = with_pasted({"pasted": "A;1\nB;2\na;3", "rows": "1"}, most=1)

    assert found == {"pasted": "B;2", "item_0": "A", "weeks_0": "3", "rows": "1"}


def test_pasted_rows_fill_the_form_and_are_saved_with_it(world, client):
    client.force_login(world.cast.product_manager)
    rows = "\n".join(["Item\tWeeks", "sso AUDIT log\t28,5", "Dark mode\t2", "Reserve\t7.5"])
    more = "\n".join(f"New {n}\t1" for n in range(4))

    with nothing_changes():
        filled = client.post(EDIT, form_of(client.get(EDIT), pasted=f"{rows}\n{more}", paste="1"))
    typed = form_of(filled)

    assert filled.status_code == 200
    assert typed["pasted"] == ["Item\tWeeks"]
    assert (typed["item_0"], typed["weeks_0"]) == (["SSO audit log"], ["28.5"])
    assert (typed["item_3"], typed["weeks_3"]) == (["Dark mode"], ["2"])
    assert (typed["item_7"], typed["rows"], typed["reserve_weeks"]) == (["New 3"], ["8"], ["7.5"])
    named = {f"{name}_{n}": "" for n in range(4, 8) for name in ("item", "weeks")}
    assert client.post(EDIT, {**typed, **named}).status_code == 302
    assert world.weeks() == {
        "SSO audit log": "28.50",
        "Kernel upgrade": "20.00",
        "Flaky tests": "10.00",
        "Reserve": "7.50",
        "Dark mode": "2.00",
    }
