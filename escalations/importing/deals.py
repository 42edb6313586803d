"""Importing deals from the CRM; a deal without an account is kept without a customer."""

from decimal import Decimal

from django.db.models import Model

from escalations.models import Deal
from imports.fields import Field, Type, words_for
from imports.kinds import Chunk, Kind, Record, by_import_key
from portfolio.importing.customers import with_customers

# How CRMs call what became of a deal, in their stages too; and what it was for.
OUTCOMES = words_for(
    won="closed won, won closed, gewonnen, ganada, ganado, cerrada ganada, gagné, gagnée, ganha",
    lost="closed lost, lost closed, canceled, cancelled, closed canceled, closed cancelled,"
    " abandoned, closed abandoned, disqualified, closed disqualified, dead, closed dead,"
    " no decision, closed no decision, withdrawn, closed withdrawn, verloren, storniert, perdida,"
    " perdido, cerrada perdida, cancelada, cancelado, perdu, perdue, annulé, annulée",
)
KINDS = words_for(
    new="new business, new customer, new client, new logo, net new, neukunde, neugeschäft,"
    " cliente nuevo, nouveau client",
    renewal="renew, renewals, renewal business, contract renewal, verlängerung, renovación,"
    " renouvellement",
    expansion="upsell, cross sell, add on, add on business, upgrade, upsell cross sell,"
    " existing business, existing customer upgrade, existing customer upsell,"
    " existing customer cross sell",
)
FIELDS = (
    Field(
        "name",
        Type.TEXT,
        "what the deal is called",
        required=True,
        may_be_cut=True,
        aliases=("deal",),
    ),
    Field("customer", Type.TEXT, "the customer, by key or name", blank="", aliases=("account",)),
    Field(
        "amount", Type.MONEY, "the deal's value, 0 or more", blank=Decimal("0.00"), least=Decimal(0)
    ),
    Field("currency", Type.TEXT, "the currency of its amounts, such as USD", blank="", longest=3),
    Field("stage", Type.TEXT, "the stage in the CRM", blank="", longest=60),
    Field("close_date", Type.DATE, "when it closed or is to close", aliases=("closed",)),
    Field(
        "kind",
        Type.CHOICE,
        "new, renewal or expansion",
        blank=Deal.Kind.NEW.value,
        choices=dict(Deal.Kind.choices),
        words=KINDS,
    ),
    Field(
        "outcome",
        Type.CHOICE,
        "open, won or lost",
        blank=Deal.Outcome.OPEN.value,
        choices=dict(Deal.Outcome.choices),
        words=OUTCOMES,
    ),
    Field("owner", Type.TEXT, "who in sales has it", blank=""),
)
# The columns that Deal.settle_signed reads.
SETTLED = ("outcome", "amount")


def _prepare(chunk: Chunk) -> None:
    for record in with_customers(chunk):
        record.defaults = {"product": chunk.product}
        record.attrs |= {name: v for name, v in record.values.items() if name != "customer"}
        deal = Deal(**{name: record.attrs[name] for name in SETTLED if name in record.attrs})
        deal.settle_signed()
        record.defaults["signed_amount"] = deal.signed_amount


def _settle(chunk: Chunk, record: Record, stored: Model) -> None:
    """Set the signed amount of a known deal: once known it stays, and goes if the deal is not
    won.
    """
    now = {name: record.attrs.get(name, getattr(stored, name)) for name in SETTLED}
    deal = Deal(signed_amount=getattr(stored, "signed_amount", None), **now)
    deal.settle_signed()
    record.attrs["signed_amount"] = deal.signed_amount


DEALS = Kind(
    name="deals",
    model=Deal,
    fields=FIELDS,
    prepare=_prepare,
    find=by_import_key(Deal),
    settle=_settle,
)
