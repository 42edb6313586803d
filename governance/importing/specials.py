"""Importing the opening balance: requests and specials already under way on the first day.

Only before the first agreed baseline. What is known already stays as it is: a later file
changes nothing of it, since what was decided is changed by deciding.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from company.calendar import Quarter, running_quarter, today
from company.units import ZERO, hundredths
from escalations.models import Deal, Escalation
from escalations.states import State
from governance.importing.opening_balance import Opening, bring_in
from imports.fields import Field, Type, words_for
from imports.kinds import Changes, Chunk, Found, Kind, Record
from portfolio.as_of import AsOf
from portfolio.effort import sums
from portfolio.importing.customers import with_customers
from portfolio.models import Item, Team

STATES = (State.SUBMITTED, State.APPROVED, State.IN_PROGRESS, State.DELIVERED)
WORDS = words_for(
    submitted="requested, open, new, asked, undecided, offen, beantragt, abierta, ouvert",
    approved="accepted, agreed, decided, planned, genehmigt, aprobada, aprobado, approuvé",
    in_progress="started, underway, under way, doing, wip, in arbeit, en curso, en cours",
    delivered="done, closed, shipped, finished, complete, completed, fertig, entregada, livré",
)
LEAST, MOST = Decimal(0), Decimal("9999999.99")
FIELDS = (
    Field("title", Type.TEXT, "what is asked for", required=True, aliases=("name", "special")),
    Field(
        "customer",
        Type.TEXT,
        "the one customer it is for, by key or name",
        required=True,
        aliases=("account",),
    ),
    Field("deal", Type.TEXT, "the deal that depends on it, by key or name", blank=""),
    Field(
        "origin",
        Type.CHOICE,
        "where it came from: sales, executive or contract",
        blank=Escalation.Origin.SALES.value,
        choices=dict(Escalation.Origin.choices),
    ),
    Field(
        "state",
        Type.CHOICE,
        "submitted, approved, in_progress or delivered",
        required=True,
        choices={state.value: state.label for state in STATES},
        words=WORDS,
        aliases=("status",),
    ),
    Field("problem", Type.TEXT, "what the customer cannot do today", blank="", longest=2000),
    Field("needed_by", Type.DATE, "by when; blank is its quarter's end", aliases=("due",)),
    Field("approved_weeks", Type.NUMBER, "engineer-weeks approved, in all", least=LEAST, most=MOST),
    Field(
        "spent_weeks",
        Type.NUMBER,
        "engineer-weeks of them spent so far",
        least=LEAST,
        most=MOST,
    ),
    Field("team", Type.TEXT, "the core team that spent them", blank="", longest=100),
    Field("quarter", Type.TEXT, "the quarter it is held in, like 2026Q4", blank="", longest=20),
    Field("decided_on", Type.DATE, "the day it was decided"),
    Field("decided_by", Type.TEXT, "who decided", blank=""),
    Field("reason", Type.TEXT, "why it was decided so", blank="", longest=2000),
)


def _prepare(chunk: Chunk) -> None:
    for record in with_customers(chunk):
        record.attrs["title"] = record.values["title"]
    known = chunk.memo["known"] = _known(chunk)
    agreed = AsOf(chunk.product).first_agreed
    deals, core = _deals(chunk), _core_teams(chunk)
    openings = chunk.memo["openings"] = {}
    for record in chunk.sound:
        identity = _natural(record)
        if identity in known:
            _reject_adopted(chunk, record, known[identity])
        elif agreed is not None:
            _reject_late(chunk, record, agreed)
        elif opening := _opening(chunk, record, core, _deal(chunk, record, deals)):
            record.defaults = {"product": chunk.product, **opening.columns(chunk.product)}
            openings.setdefault(identity, opening)


def _known(chunk: Chunk) -> dict[str, Escalation]:
    """By identity, the escalations that exist already.

    They are found by the key of their item, else by customer and title. Rejects a record whose key
    belongs to core work.
    """
    named = {record.attrs["customer_id"] for record in chunk.sound}
    stored = Escalation.objects.filter(product=chunk.product, customer__among=named)
    titled = {_identity(row.customer_id, row.title): row for row in stored}
    keys = {record.key for record in chunk.sound if record.key}
    items = Item.objects.filter(product=chunk.product, import_key__in=keys)
    by_key = {item.import_key: item for item in items.select_related("escalation", "slice")}
    known: dict[str, Escalation] = {}
    for record in chunk.sound:
        item = by_key.get(record.key)
        row = getattr(item, "escalation", None) or titled.get(_natural(record))
        if row is not None:
            known[_natural(record)] = row
        elif item is not None:
            said = f"the item {item} has the key {record.key!r}, and is core work"
            chunk.reject(record, "title", said, "Give the special a key of its own.")
    return known


def _reject_adopted(chunk: Chunk, record: Record, known: Escalation) -> None:
    """Reject what came in with imported work: no decision is written over it."""
    if known.is_imported:
        said = f"{known} came in with imported work already, without a decision"
        chunk.reject(record, "title", said, "Decide it on its page; or import specials first.")


def _reject_late(chunk: Chunk, record: Record, agreed: Quarter) -> None:
    said = f"{chunk.product} has agreed the plan of {agreed.label}: its first days are over"
    fix = "File it as a request; it is sized and decided like any other."
    chunk.reject(record, "title", said, fix)


def _opening(
    chunk: Chunk, record: Record, core: Mapping[str, Team], deal: Deal | None
) -> Opening | None:
    """What the row says of a new special; None where it is rejected."""
    values, quarter = record.values, _quarter(chunk, record)
    day = values.get("decided_on")
    if day and day > today(chunk.product):
        chunk.reject(record, "decided_on", f"{day} is yet to come", "Give the day it was decided.")
    approved, spent = _weeks(chunk, record)
    team = _team(chunk, record, core) if spent else None
    if record.problems or quarter is None:
        return None
    return Opening(
        key=record.key,
        state=State(values["state"]),
        deal=deal,
        origin=values.get("origin") or Escalation.Origin.SALES,
        problem=values.get("problem") or "",
        needed_by=values.get("needed_by"),
        approved=approved,
        spent=spent,
        team=team,
        quarter=quarter,
        decided_on=day,
        decided_by=values.get("decided_by") or "",
        reason=values.get("reason") or "",
    )


def _quarter(chunk: Chunk, record: Record) -> Quarter | None:
    text = (record.values.get("quarter") or "").replace(" ", "")
    try:
        return Quarter.parse(text.upper()) if text else running_quarter(chunk.product)
    except ValueError:
        chunk.reject(record, "quarter", f"{text!r} is no quarter", "Write it like 2026Q4.")
        return None


def _weeks(chunk: Chunk, record: Record) -> tuple[Decimal, Decimal]:
    """Weeks approved in all, and those spent; rejects what does not fit the record's state."""
    is_open = record.values["state"] == State.SUBMITTED
    approved = record.values.get("approved_weeks")
    spent = record.values.get("spent_weeks") or ZERO
    if is_open and approved:
        said = "what is only submitted has no approved weeks"
        chunk.reject(record, "approved_weeks", said, "Leave it empty, or give its state.")
    if not is_open and not approved and not spent:
        said = "nobody says how many weeks were approved"
        chunk.reject(record, "approved_weeks", said, "Give the weeks in all, spent ones too.")
    return hundredths(approved or (ZERO if is_open else spent)), hundredths(spent)


def _core_teams(chunk: Chunk) -> dict[str, Team]:
    rows = Team.objects.filter(product=chunk.product, kind=Team.Kind.CORE)
    return {team.name.casefold(): team for team in rows}


def _team(chunk: Chunk, record: Record, core: Mapping[str, Team]) -> Team | None:
    """The core team that spent the weeks; without a name the only one there is, else rejected."""
    name = record.values.get("team") or ""
    if name.casefold() in core:
        return core[name.casefold()]
    if not name and len(core) == 1:
        return next(iter(core.values()))
    said = f"there is no core team {name!r}" if name else "nobody says which team spent the weeks"
    chunk.reject(record, "team", said, "Name a core team; add it first where there is none.")
    return None


def _deals(chunk: Chunk) -> dict[str, Deal]:
    """Deals by key and by name, in small letters; none are read where no row names one."""
    if not chunk.texts("deal"):
        return {}
    deals = list(Deal.objects.filter(product=chunk.product))
    by_name = {deal.name.casefold(): deal for deal in deals}
    return by_name | {deal.import_key.casefold(): deal for deal in deals if deal.import_key}


def _deal(chunk: Chunk, record: Record, deals: Mapping[str, Deal]) -> Deal | None:
    text = record.values.get("deal") or ""
    found = deals.get(text.casefold())
    if text and found is None:
        chunk.reject(record, "deal", f"there is no deal {text!r}", "Import the deals first.")
    elif found and found.customer_id not in (None, record.attrs["customer_id"]):
        said = f"{found} is a deal with another customer"
        chunk.reject(record, "deal", said, "Name a deal with this customer, or none.")
    return found


def _natural(record: Record) -> str:
    return _identity(record.attrs["customer_id"], record.attrs["title"])


def _identity(customer: int | None, title: str) -> str:
    return f"{customer}/{title.casefold()}"


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    return dict(chunk.memo["known"])


def _leave_as_it_is(chunk: Chunk, record: Record, stored: Any) -> None:
    record.attrs.clear()


def _changed(chunk: Chunk, changes: Changes) -> None:
    """Give each new escalation its item, its effort and its decision."""
    openings: dict[str, Opening] = chunk.memo["openings"]
    for made in [each for each in changes.created if isinstance(each, Escalation)]:
        bring_in(chunk, changes, made, openings[_identity(made.customer_id, made.title)])


SPECIALS = Kind(
    name="specials",
    model=Escalation,
    fields=FIELDS,
    prepare=_prepare,
    find=_find,
    natural=_natural,
    settle=_leave_as_it_is,
    changed=_changed,
    finish=sums.keep,
)
