"""Importing commitments; one is known by its customer and what was promised."""

from collections.abc import Sequence
from decimal import Decimal

from escalations.models import Commitment
from imports.fields import Field, Type, words_for
from imports.kinds import Chunk, Found, Kind, Record
from portfolio.importing.customers import with_customers

SOURCES = words_for(
    contract="contractual, sow, statement of work, order form, vertrag, contrat, contrato",
    email="e mail, mail, written",
    spoken="verbal, verbally, call, phone, meeting, oral, mündlich, oral promise",
)
FIELDS = (
    Field("customer", Type.TEXT, "to whom, by key or name", required=True, aliases=("account",)),
    Field(
        "what",
        Type.TEXT,
        "what was promised",
        required=True,
        longest=300,
        aliases=("promise", "commitment"),
    ),
    Field("due", Type.DATE, "by when", required=True, aliases=("due date", "deadline")),
    Field(
        "source",
        Type.CHOICE,
        "where it was promised: contract, email, spoken or other",
        blank=Commitment.Source.OTHER.value,
        choices=dict(Commitment.Source.choices),
        words=SOURCES,
    ),
    Field("sla", Type.TEXT, "the SLA, and what it costs to miss it", blank="", longest=200),
    Field(
        "weeks",
        Type.NUMBER,
        "engineer-weeks it takes; blank where nobody sized it",
        least=Decimal(0),
        most=Decimal("9999999.99"),
    ),
    Field("kept_on", Type.DATE, "the day it was kept; blank is open", aliases=("kept on",)),
    Field("broken_on", Type.DATE, "the day it was broken; blank is open", aliases=("broken on",)),
)


def _prepare(chunk: Chunk) -> None:
    for record in with_customers(chunk):
        record.attrs |= {name: v for name, v in record.values.items() if name != "customer"}
        record.defaults = {"product": chunk.product}


def _identity(customer: int, what: str) -> str:
    return f"{customer}/{what.casefold()}"


def _natural(record: Record) -> str:
    return _identity(record.attrs["customer_id"], record.attrs["what"])


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    named = {record.attrs["customer_id"] for record in records}
    stored = Commitment.objects.filter(product=chunk.product, customer__among=named)
    return {_identity(row.customer_id, row.what): row for row in stored}


COMMITMENTS = Kind(
    name="commitments",
    model=Commitment,
    fields=FIELDS,
    prepare=_prepare,
    find=_find,
    natural=_natural,
)
