"""Importing who uses what, known by customer and item."""

from imports.fields import Field, Type
from imports.kinds import Chunk, Kind
from portfolio.importing.pairs import by_pair, natural, paired
from portfolio.models import Usage

FIELDS = (
    Field("customer", Type.TEXT, "the customer who uses it, by key or name", required=True),
    Field(
        "item",
        Type.TEXT,
        "the item used, by its key as it was imported, or its title",
        required=True,
        longest=300,
        aliases=("feature",),
    ),
    Field("last_used", Type.DATE, "the day it was last used", aliases=("last used on",)),
)


def _prepare(chunk: Chunk) -> None:
    for record in paired(chunk):
        if "last_used" in record.values:
            record.attrs["last_used_on"] = record.values["last_used"]


USAGE = Kind(
    name="usage",
    model=Usage,
    fields=FIELDS,
    prepare=_prepare,
    find=by_pair(Usage.objects.all),
    natural=natural,
)
