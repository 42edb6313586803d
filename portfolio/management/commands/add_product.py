"""manage.py add_product SLUG NAME [--rate] [--currency] [--fiscal-year-start]"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.commands import refusals_as_exit_codes
from company.texts import validate_digits
from portfolio.products import add_product


class Command(BaseCommand):
    help = "Create a product with its five slices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("name")
        parser.add_argument("--rate", default="8000.00", help="Money per engineer-week.")
        parser.add_argument("--currency", default="EUR", help="Three letters, such as EUR.")
        parser.add_argument("--fiscal-year-start", type=int, default=1, metavar="MONTH")

    def handle(self, **options: Any) -> None:
        try:
            validate_digits(options["rate"])
            rate = Decimal(options["rate"])
        except (InvalidOperation, ValidationError):
            raise CommandError(
                f"--rate {options['rate']!r} is not an amount. Write it like 8000.00.", returncode=2
            ) from None
        with refusals_as_exit_codes():
            product = add_product(
                slug=options["slug"],
                name=options["name"],
                rate=rate,
                currency=options["currency"],
                fiscal_year_start=options["fiscal_year_start"],
            )
        self.stdout.write(f"{product.slug}: {product.name}")
