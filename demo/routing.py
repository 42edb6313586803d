"""Where custom work goes instead of the core: stance, extension points, non-goals, partners."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from demo.plans import Happening
from demo.world import World
from portfolio.routing.actions import keep_extension_point, keep_non_goal, keep_partner
from portfolio.stance.actions import keep_stance

# Before everything else of the same moment: a sizing may name an extension point.
FIRST = -1


def routing(world: World) -> Iterator[Happening]:
    """Each of these records, at the moment when it was entered."""
    facts = world.facts
    if facts.stance:
        yield facts.stance["made"], FIRST, partial(_set_stance, world, dict(facts.stance))
    for point in facts.extension_points:
        yield point["made"], FIRST, partial(_add_extension_point, world, dict(point))
    for goal in facts.non_goals:
        yield goal["made"], FIRST, partial(_add_non_goal, world, dict(goal))
    for partner in facts.partners:
        yield partner["made"], FIRST, partial(_add_partner, world, dict(partner))


def _set_stance(world: World, row: dict[str, Any]) -> None:
    changes = {"customisation": row["customisation"], "because": row["because"]}
    for of, (state, owner) in row["answers"].items():
        changes |= {f"{of}_state": state, f"{of}_owner": owner}
    keep_stance(world.product, changes, actor=world.actor("executive"))


def _add_extension_point(world: World, row: dict[str, Any]) -> None:
    key, _ = row.pop("key"), row.pop("made")
    given = {"product": world.product, **row}
    made = keep_extension_point(None, given, actor=world.actor("product_manager"))
    world.extension_points[key] = made


def _add_non_goal(world: World, row: dict[str, Any]) -> None:
    since = world.dates.day(row.pop("made"))
    given = {"product": world.product, "since": since, **row}
    keep_non_goal(None, given, actor=world.actor("product_manager"))


def _add_partner(world: World, row: dict[str, Any]) -> None:
    key, _ = row.pop("key"), row.pop("made")
    given = {"product": world.product, **row}
    world.partners[key] = keep_partner(None, given, actor=world.actor("sales_vp"))
