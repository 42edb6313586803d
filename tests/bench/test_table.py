import pytest

from bin.bench.table import Row, print_table


def row(name: str = "home", **found) -> Row:
    facts = {
        "ms": 60.0,
        "ratio": 5.0,
        "anew": 16.0,
        "growth": 1.1,
        "queries": 7,
        "queries_later": 7,
        "kib": 9.0,
    }
    return Row(name=name, **{**facts, **found})


@pytest.mark.parametrize(
    ("name", "found", "over"),
    [
        ("home", {}, ""),
        ("home", {"ratio": 5.01}, "slow"),
        ("governance:report_detail (past)", {"ratio": 10.0}, ""),
        ("api:report", {"ratio": 10.01}, "slow"),
        ("home", {"growth": 1.11}, "grows"),
        ("home", {"queries_later": 8}, "queries"),
        ("home", {"ratio": 6.0, "growth": 2.0, "queries_later": 8}, "slow, grows, queries"),
    ],
)
def test_a_row_says_what_it_does_not_reach(name, found, over):
    assert row(name, **found).over == over


def test_the_slowest_stands_first(capsys):
    print_table([row("plan:item_list"), row(ratio=149.0, ms=1787.0, queries_later=9)])

    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == [
        "| home | 1787.0 | 149.0 | 5 | 16.0 | 1.10 | 1.1 | 7 / 9 | 9.0 | slow, queries |",
        "| plan:item_list | 60.0 | 5.0 | 5 | 16.0 | 1.10 | 1.1 | 7 | 9.0 |  |",
    ]
    assert lines[5] == "2 measured; 1 slower than their target, 0 grow."
