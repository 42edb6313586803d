"""manage.py verify_ledger [--product SLUG] [--head N:HASH]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.commands import product_named
from company.models import Product
from governance.audit import faults
from ledger import chain, proof
from ledger.models import Entry, Head


class Command(BaseCommand):
    help = (
        "Prove each product's ledger, that every sealed row is as it was written, and that caps,"
        " approved weeks and holds agree with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", metavar="SLUG")
        parser.add_argument(
            "--head",
            metavar="N:HASH",
            help="a number and hash that were sent out: prove that the chain still contains them;"
            " needs --product where there are several",
        )

    def handle(self, **options: Any) -> None:
        slug, head = options["product"], options["head"]
        products = [product_named(slug)] if slug else list(Product.objects.all())
        if head and len(products) != 1:
            raise CommandError("Each product has its own chain: name one.", returncode=2)
        found = 0
        for product in products:
            seals = proof.Seals.of(product)
            for fault in [*faults(product, seals), *_not_sent_out(product, head)]:
                found += 1
                self.stderr.write(f"{product.slug}: {fault}")
            self.stdout.write(f"{product.slug}: {_read(product, seals)}")
        if found:
            raise CommandError(f"The ledger is not proven: {found} faults.", returncode=1)
        self.stdout.write("The ledger is proven.")


def _not_sent_out(product: Product, head: str | None) -> list[str]:
    """A fault where the chain does not contain the head that was sent out."""
    if not head:
        return []
    number, _, digest = head.partition(":")
    if not number.isascii() or not number.isdecimal() or not digest:
        raise CommandError("Write the head like 12:HASH, as it was sent out.", returncode=2)
    if chain.contains(product, int(number), digest):
        return []
    return [f"the chain does not contain the head {head}: what was sent out is not what stands"]


def _read(product: Product, seals: proof.Seals) -> str:
    """How many entries and rows were read, what was sealed as found, and the head to send out."""
    entries = Entry.objects.filter(product=product).count()
    parts = [f"{entries} entries and {seals.rows} sealed rows read"]
    parts += [f"{rows} rows sealed as found on {day}" for day, rows in seals.as_found.items()]
    head = Head.objects.filter(product=product).first()
    if head and head.number:
        parts.append(f"head {head.number}:{head.hash}")
    return "; ".join(parts)
