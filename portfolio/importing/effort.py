"""Importing effort: by team, item and day, in whole minutes. Nobody's name is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Model

from company import histories
from company.models import Product
from company.units import MINUTES_PER_DAY
from imports.fields import Field, Type
from imports.kinds import Capacity, Changes, Chunk, Kind, Record, by_import_key
from portfolio.effort import sums
from portfolio.effort.actions import last_day
from portfolio.models import Effort, Item, Team

FIELDS = (
    Field("team", Type.TEXT, "the team's name", required=True, longest=100),
    Field(
        "item",
        Type.TEXT,
        "the item's key as it was imported, or its title",
        required=True,
        longest=300,
        first_known=True,
    ),
    Field("date", Type.DATE, "the day of the work", required=True, when_split=False),
    Field(
        "amount",
        Type.MINUTES,
        "the time spent, more than 0",
        required=True,
        least=Decimal(1),
        aliases=("time spent",),
        when_split=False,
    ),
    Field("started_on", Type.DATE, "the day the issue was begun", when_split=True),
    Field("finished_on", Type.DATE, "the day it was done", when_split=True),
    Field("changed_on", Type.DATE, "the day it was last changed", when_split=True),
    Field(
        "people",
        Type.COUNT,
        "how many people worked, 1 or more",
        blank=1,
        least=Decimal(1),
        most=Decimal(32767),
    ),
)


def _prepare(chunk: Chunk) -> None:
    teams, items = _teams(chunk), named_items(chunk)
    last = last_day(chunk.product)
    for record in chunk.sound:
        if record.values["date"] > last:
            _reject_later(chunk, record, last)
        team = teams.get(record.values["team"].casefold())
        item = _item_of(record, items)
        if team is None:
            _reject_team(chunk, record)
        if item is None:
            reject_unknown_item(chunk, record)
        record.attrs = {
            "team_id": team,
            "item_id": item,
            "date": record.values["date"],
            "minutes": record.values["amount"],
            "is_split": record.values.get("is_split", False),
        }
        if "people" in record.values:
            record.attrs["people"] = record.values["people"]
        record.defaults = {"product_id": chunk.product.pk}


def _item_of(record: Record, items: Mapping[str, int]) -> int | None:
    """The item of the first text of the row that names one: a sub-task's own, else its parent's."""
    named = [record.values["item"], *record.others.get("item", ())]
    return next((items[text] for text in named if text in items), None)


def _screen(chunk: Chunk) -> None:
    items = named_items(chunk)
    for record in chunk.sound:
        if _item_of(record, items) is None:
            reject_unknown_item(chunk, record)


def _minutes_a_day(product: Product) -> dict[str, int]:
    """By team name in small letters, its minutes on a working day: people x availability x 0.2
    weeks.
    """
    return {
        team.name.casefold(): int(
            (team.people * team.availability * MINUTES_PER_DAY).quantize(1, ROUND_HALF_UP)
        )
        for team in Team.objects.filter(product=product)
    }


def _split_keys(product: Product) -> Iterable[str]:
    split = Effort.objects.filter(product=product, is_split=True).exclude(import_key="")
    return split.values_list("import_key", flat=True).order_by().iterator()


def _teams(chunk: Chunk) -> dict[str, int]:
    """By name in small letters, the ids of the teams; missing ones are created where that is
    asked.
    """
    found = Team.objects.filter(product=chunk.product).values_list("name", "pk")
    teams = {name.casefold(): pk for name, pk in found}
    if chunk.create_missing:
        named = {text.casefold(): text for text in sorted(chunk.texts("team"))}
        missing = [text for folded, text in named.items() if folded not in teams]
        # Nobody has said how many they are: they propose no capacity yet.
        new = [Team(product=chunk.product, name=text, people=0) for text in missing]
        made = histories.create(new, actor=chunk.actor, reason=chunk.reason)
        teams |= {team.name.casefold(): team.pk for team in made}
        chunk.made.extend(made)
    return teams


def named_items(chunk: Chunk) -> dict[str, int]:
    """By the text in the records, the ids of items: by import key, else by a title that is
    unique.
    """
    texts = chunk.texts("item")
    items = Item.objects.filter(product=chunk.product).order_by()
    found = dict(items.filter(import_key__in=texts).values_list("import_key", "pk"))
    titled = list(items.filter(title__in=texts - found.keys()).values_list("title", "pk"))
    times = Counter(title for title, _ in titled)
    return {title: pk for title, pk in titled if times[title] == 1} | found


def _reject_later(chunk: Chunk, record: Record, last: date) -> None:
    chunk.reject(
        record,
        "date",
        f"{record.values['date']} is later than this week, which ends on {last}",
        "Import work once it was done; plans are no effort.",
    )


def _reject_team(chunk: Chunk, record: Record) -> None:
    chunk.reject(
        record,
        "team",
        f"there is no team {record.values['team']!r}",
        "Add the team first, or create it with --create-missing.",
    )


def reject_unknown_item(chunk: Chunk, record: Record) -> None:
    chunk.reject(
        record,
        "item",
        f"there is no item with the key {record.values['item']!r}, nor one item of that title",
        "Import the items first, with the same key column.",
    )


def _forget_sums(chunk: Chunk, changes: Changes) -> None:
    """Forget the sums of months that effort came to, changed in, or was moved from."""
    days = {each.date for each in changes.created if isinstance(each, Effort)}
    for each, before in changes.updated:
        if isinstance(each, Effort):
            days |= {each.date, before.get("date", each.date)}
    sums.forget(chunk.product, days)


def forget_undone(model: type[Model], keys: list[int]) -> None:
    """Forget the sums that an undo changes: of its effort, and of items whose slice it resets."""
    if model is Effort:
        rows = Effort.objects.filter(pk__in=keys).values_list("product", "date").distinct()
    elif model is Item:
        rows = Effort.objects.filter(item__in=keys).values_list("product", "date").distinct()
    else:
        return
    days: dict[int, set[date]] = {}
    for pk, day in rows.order_by():
        days.setdefault(pk, set()).add(day)
    for product in Product.objects.filter(pk__in=days):
        sums.forget(product, days[product.pk])


EFFORT = Kind(
    name="effort",
    model=Effort,
    fields=FIELDS,
    prepare=_prepare,
    find=by_import_key(Effort),
    adds_up=True,
    capacity=Capacity(_minutes_a_day, _split_keys, _screen),
    changed=_forget_sums,
    finish=sums.keep,
)
