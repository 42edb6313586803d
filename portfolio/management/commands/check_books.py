"""manage.py check_books [--product SLUG]"""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from company import histories
from company.commands import product_named
from company.models import Product
from ledger.chain import lock
from portfolio.effort import sums
from portfolio.plan.reconciliation import accounts, faults


class Command(BaseCommand):
    help = (
        "Prove that the lines of every plan are its baseline, changes and unfunded approvals,"
        " that every object is as its history ends, and that the kept sums of effort are true."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", metavar="SLUG")
        parser.add_argument(
            "--rebuild-sums", action="store_true", help="first make the sums of effort afresh"
        )

    def handle(self, **options: Any) -> None:
        slug = options["product"]
        products = [product_named(slug)] if slug else list(Product.objects.all())
        found = 0
        for product in products:
            if options["rebuild_sums"]:
                with transaction.atomic():
                    lock(product)
                    sums.rebuild(product)
            proofs = (faults, histories.faults, sums.faults)
            for fault in chain.from_iterable(proof(product) for proof in proofs):
                found += 1
                self.stderr.write(f"{product.slug}: {fault}")
            self.stdout.write(f"{product.slug}: {len(accounts(product))} plans checked")
        if found:
            raise CommandError(f"The books do not balance in {found} places.", returncode=1)
