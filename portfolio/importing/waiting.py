"""Importing who waits for what, known by customer and item."""

from company.calendar import today
from imports.fields import Field, Type
from imports.kinds import Chunk, Kind
from portfolio.importing.pairs import by_pair, natural, paired
from portfolio.models import Waiting

FIELDS = (
    Field("customer", Type.TEXT, "the customer who waits, by key or name", required=True),
    Field(
        "item",
        Type.TEXT,
        "the item waited for, by its key as it was imported, or its title",
        required=True,
        longest=300,
    ),
    Field("since", Type.DATE, "since when; today if it is not said"),
    Field(
        "weight",
        Type.CHOICE,
        "blocker or nice_to_have",
        blank="nice_to_have",
        choices=dict(Waiting.Weight.choices),
    ),
    Field("promised", Type.YES_NO, "whether it was promised", blank=False),
    Field("heard_on", Type.DATE, "when they were last heard to wait", aliases=("heard on",)),
)


def _prepare(chunk: Chunk) -> None:
    for record in paired(chunk):
        record.attrs |= {
            name: record.values[name]
            for name in ("weight", "promised", "heard_on")
            if name in record.values
        }
        if since := record.values.get("since"):
            record.attrs["since"] = since
        else:
            record.defaults = {"since": today(chunk.product)}


WAITING = Kind(
    name="waiting",
    model=Waiting,
    fields=FIELDS,
    prepare=_prepare,
    find=by_pair(Waiting.objects.open),
    natural=natural,
)
