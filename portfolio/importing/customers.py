"""Importing customers, and finding the customers that other kinds' rows name."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from company import histories
from company.models import Product
from imports.fields import Field, Type
from imports.files.table import fold
from imports.kinds import Chunk, Found, Kind, Record
from portfolio.models import Customer

FIELDS = (
    Field("name", Type.TEXT, "the customer's name", required=True, aliases=("customer",)),
    Field(
        "arr",
        Type.MONEY,
        "annual recurring revenue, 0 for a prospect",
        blank=Decimal("0.00"),
        least=Decimal(0),
        aliases=("annual recurring revenue",),
    ),
    Field("currency", Type.TEXT, "the currency of its amounts, such as USD", blank="", longest=3),
    Field("renewal_date", Type.DATE, "the day the contract renews", aliases=("renewal",)),
    Field("segment", Type.TEXT, "industry or size", blank="", longest=100),
    Field("version", Type.TEXT, "product version in use", blank="", longest=60),
    Field(
        "account_key",
        Type.TEXT,
        "what makes one company of customers in several products, such as the CRM's account",
        blank="",
        aliases=("account key",),
    ),
)


class Directory:
    """A product's customers by import key and by name, whatever its case.

    Read whole for each chunk: customers are few, and SQLite's own folding of case knows ASCII only.
    """

    def __init__(self, product: Product) -> None:
        self.product = product
        self.by_key: dict[str, Customer] = {}
        self.by_name: dict[str, Customer] = {}
        for customer in Customer.objects.filter(product=product):
            self.add(customer)

    def add(self, customer: Customer) -> None:
        if customer.import_key:
            self.by_key[customer.import_key] = customer
        self.by_name[customer.name.casefold()] = customer

    def find(self, text: str) -> Customer | None:
        """The customer that a row names, by key or by name; None for nobody."""
        return self.by_key.get(text) or self.by_name.get(text.casefold())

    def find_label(self, label: str) -> Customer | None:
        """The customer that a tracker's label names: acme-corp is Acme Corp, unless several
        could be.
        """
        if found := self.find(label):
            return found
        alike = [each for each in self.by_name.values() if fold(each.name) == fold(label)]
        return alike[0] if len(alike) == 1 else None


def named_customers(chunk: Chunk, texts: Iterable[str], labels: Collection[str] = ()) -> Directory:
    """The product's customers; those named and missing are created where the import asks for that.

    `labels` are those of `texts` that were written as labels.
    """
    directory = Directory(chunk.product)
    if chunk.create_missing:
        known = {text for text in labels if directory.find_label(text)}
        named = sorted(set(texts) - known)
        missing = {text.casefold(): text for text in named if not directory.find(text)}
        made = [Customer(product=chunk.product, name=text) for text in missing.values()]
        for customer in histories.create(made, actor=chunk.actor, reason=chunk.reason):
            directory.add(customer)
        chunk.made.extend(made)
    return directory


def with_customers(chunk: Chunk) -> Iterator[Record]:
    """The sound records, each with its customer in `attrs`: None where it names nobody.

    One that names an unknown customer is rejected, and comes too: its other faults are told as
    well.
    """
    texts = chunk.texts("customer")
    # Who names nobody needs no directory, which is read whole.
    customers = named_customers(chunk, texts) if texts else None
    for record in chunk.sound:
        text = record.values.get("customer")
        found = customers.find(text) if customers and text else None
        if text and found is None:
            reject_unknown(chunk, record, "customer", text)
        elif "customer" in record.values:
            record.attrs["customer_id"] = found.pk if found else None
        yield record


def reject_unknown(chunk: Chunk, record: Record, name: str, text: str) -> None:
    """Reject a record that names a customer who does not exist."""
    chunk.reject(
        record,
        name,
        f"there is no customer {text!r}",
        "Import the customers first, or create them with --create-missing.",
    )


def _prepare(chunk: Chunk) -> None:
    directory = Directory(chunk.product)
    claimed: dict[str, str] = {}
    for record in chunk.sound:
        if "name" not in record.values:
            _prepare_by_key(chunk, record, directory)
            continue
        name = record.values["name"].casefold()
        holder = directory.by_name.get(name)
        # The file itself may name one customer twice, under two keys.
        taken = holder.import_key if holder else claimed.get(name, "")
        if record.key and taken and taken != record.key:
            chunk.reject(
                record,
                "name",
                f"the customer with the key {taken!r} has this name too",
                "Give each customer a name of its own.",
            )
            continue
        claimed[name] = record.key
        record.attrs = dict(record.values)
        record.defaults = {"product": chunk.product}


def _prepare_by_key(chunk: Chunk, record: Record, directory: Directory) -> None:
    """Prepare a row with a key and no name, which can only update a known customer."""
    if record.key not in directory.by_key:
        reason = f"there is no customer with the key {record.key!r}"
        fix = "Import the customers with their names first, by the same key."
        record.reject(chunk.key_label, record.key, reason, fix)
    record.attrs = dict(record.values)


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    directory = Directory(chunk.product)
    by_identity: Found = {}
    for record in records:
        known = directory.by_key.get(record.key) if record.key else None
        known = known or directory.by_name.get(record.attrs.get("name", "").casefold())
        if known:
            by_identity[record.identity] = known
    return by_identity


CUSTOMERS = Kind(
    name="customers",
    model=Customer,
    fields=FIELDS,
    prepare=_prepare,
    find=_find,
    key_suffices=True,
    natural=lambda record: str(record.attrs["name"]).casefold(),
)
