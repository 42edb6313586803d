"""manage.py check_books [--product SLUG]"""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company import histories
from company.commands import product_named
from company.models import Product
from portfolio.books import accounts, faults


class Command(BaseCommand):
    help = (
        "Prove that the lines of every plan are its baseline, changes and unfunded approvals,"
        " and that every object is as its history ends."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", metavar="SLUG")

    def handle(self, **options: Any) -> None:
        slug = options["product"]
        products = [product_named(slug)] if slug else list(Product.objects.all())
        found = 0
        for product in products:
            for fault in chain(faults(product), histories.faults(product)):
                found += 1
                self.stderr.write(f"{product.slug}: {fault}")
            self.stdout.write(f"{product.slug}: {len(accounts(product))} plans checked")
        if found:
            raise CommandError(f"The books do not balance in {found} places.", returncode=1)
