"""What is left out on PostgreSQL is there, and all of what it asks is asked by others."""

from pathlib import Path

from tests.repeats import alike, chosen, named

ROOT = Path(__file__).resolve().parents[1]


def test_what_is_left_out_is_a_test():
    gone = [
        name
        for name in sorted(named())
        if f"def {name.rpartition('::')[2]}(" not in (ROOT / name.partition("::")[0]).read_text()
    ]

    assert gone == []


def test_as_little_is_chosen_as_asks_everything():
    tests = {
        "tests/races/test_a.py::test_always": {"seconds": 9, "statements": ["a"]},
        "tests/x/test_x.py::test_quick": {"seconds": 1, "statements": ["b", "c"]},
        "tests/x/test_x.py::test_slow": {"seconds": 8, "statements": ["a", "b", "c"]},
        "tests/x/test_x.py::test_its_own": {"seconds": 8, "statements": ["c", "d"]},
        "tests/x/test_models.py::test_nothing_new": {"seconds": 1, "statements": ["a"]},
    }

    assert chosen(tests) == tests.keys() - {"tests/x/test_x.py::test_slow"}


def test_statements_that_differ_in_values_ask_the_same():
    said = "SELECT id FROM item WHERE id IN (%s, %s) AND title = 'It''s' LIMIT 21"

    assert alike(said) == "SELECT id FROM item WHERE id IN (?) AND title = TEXT LIMIT N"
    assert alike("INSERT INTO item (a) VALUES (%s), (%s)") == "INSERT INTO item (a) VALUES "
