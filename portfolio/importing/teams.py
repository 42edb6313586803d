"""Importing teams, known by their name."""

from collections.abc import Sequence
from decimal import Decimal

from imports.fields import Field, Type
from imports.kinds import Chunk, Found, Kind, Record
from portfolio.models import Team

ONE = Decimal("1.00")
FIELDS = (
    Field("name", Type.TEXT, "the team's name", required=True, longest=100, aliases=("team",)),
    Field("kind", Type.CHOICE, "core or services", blank="core", choices=dict(Team.Kind.choices)),
    Field(
        "people",
        Type.NUMBER,
        "how many people, 0 to 9999.99",
        blank=ONE,
        least=Decimal(0),
        most=Decimal("9999.99"),
    ),
    Field(
        "availability",
        Type.NUMBER,
        "the share of weeks for planned work, 0 to 1",
        blank=ONE,
        least=Decimal(0),
        most=Decimal(1),
    ),
)


def _prepare(chunk: Chunk) -> None:
    for record in chunk.sound:
        record.attrs = dict(record.values)
        record.defaults = {"product": chunk.product}


def _natural(record: Record) -> str:
    return str(record.attrs["name"]).casefold()


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    teams = Team.objects.filter(product=chunk.product)
    return {team.name.casefold(): team for team in teams}


TEAMS = Kind(
    name="teams", model=Team, fields=FIELDS, prepare=_prepare, find=_find, natural=_natural
)
