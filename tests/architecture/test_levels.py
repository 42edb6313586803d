"""How deep the rooms of the house are, and how much of it each one takes."""

from functools import cache
from pathlib import Path

import grimp
import pytest

ROOMS = [
    "company",
    "ledger",
    "imports",
    "charts",
    "portfolio",
    "escalations",
    "governance",
    "delivery",
    "demo",
    "config",
]
DEEPEST = 10
# Of all lines of source, in percent.
MOST_OF_THE_HOUSE = 30
ROOT = Path(__file__).parents[2]


def longest_chain(graph: grimp.ImportGraph) -> list[str]:
    """The modules of the longest chain of imports within a room, from the top down.

    Fails where modules import each other in a circle.
    """
    on_the_way: list[str] = []

    @cache
    def below(module: str) -> tuple[str, ...]:
        assert module not in on_the_way, f"a circle: {on_the_way[on_the_way.index(module) :]}"
        on_the_way.append(module)
        imported = graph.find_modules_directly_imported_by(module) - {module}
        chains = [below(each) for each in sorted(imported) if "migrations" not in each]
        on_the_way.pop()
        return (module, *max(chains, key=len, default=()))

    modules = sorted(each for each in graph.modules if "migrations" not in each)
    return list(max(map(below, modules), key=len))


def source_lines(room: str) -> int:
    """Lines of a room that say something: no blank ones, no comments, no migrations."""
    files = [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    lines = (line.strip() for path in files for line in path.read_text().splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


@pytest.mark.parametrize("room", ROOMS)
def test_no_import_within_a_room_is_deeper_than_ten_levels(room):
    graph = grimp.build_graph(room, exclude_type_checking_imports=True, cache_dir=None)

    chain = longest_chain(graph)

    assert len(chain) <= DEEPEST, " -> ".join(chain)


def test_a_longer_chain_and_a_circle_would_be_found():
    chain, circle = grimp.ImportGraph(), grimp.ImportGraph()
    for n in range(11):
        chain.add_import(importer=f"room.m{n}", imported=f"room.m{n + 1}")
    circle.add_import(importer="room.one", imported="room.other")
    circle.add_import(importer="room.other", imported="room.one")

    assert longest_chain(chain) == [f"room.m{n}" for n in range(12)]
    with pytest.raises(AssertionError, match="a circle"):
        longest_chain(circle)


def test_no_room_takes_more_than_its_share_of_the_house():
    lines = {room: source_lines(room) for room in ROOMS}

    shares = {room: round(100 * n / sum(lines.values()), 1) for room, n in lines.items()}

    assert {room: share for room, share in shares.items() if share > MOST_OF_THE_HOUSE} == {}
