"""manage.py verify_ledger [--product SLUG]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.commands import product_named
from company.models import Product
from governance.audit import faults
from ledger.models import Entry


class Command(BaseCommand):
    help = "Prove each product's ledger, and that caps, approved weeks and holds agree with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", metavar="SLUG")

    def handle(self, **options: Any) -> None:
        slug = options["product"]
        products = [product_named(slug)] if slug else list(Product.objects.all())
        found = 0
        for product in products:
            for fault in faults(product):
                found += 1
                self.stderr.write(f"{product.slug}: {fault}")
            entries = Entry.objects.filter(product=product).count()
            self.stdout.write(f"{product.slug}: {entries} entries read")
        if found:
            raise CommandError(f"The ledger is not proven: {found} faults.", returncode=1)
        self.stdout.write("The ledger is proven.")
