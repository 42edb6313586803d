"""manage.py add_member EMAIL --product SLUG --role ROLE [--role ROLE]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from company import actions
from company.commands import product_named, refusals_as_exit_codes
from company.models import Person, Role
from company.passwords import one_time_link


class Command(BaseCommand):
    help = (
        "Give a person roles in a product. A new person is created, with a one-time link to"
        " choose a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--product", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, action="append", choices=Role.values)
        parser.add_argument("--name", default="", help="How to call the person.")

    def handle(self, **options: Any) -> None:
        known = Person.objects.filter(email__iexact=options["email"]).exists()
        with refusals_as_exit_codes():
            person = actions.add_member(
                email=options["email"],
                product=product_named(options["product"]),
                roles=options["role"],
                name=options["name"],
            )
        self.stdout.write(f"{person.email}: {', '.join(options['role'])} of {options['product']}")
        if not known:
            self.stdout.write("Choose a password, once and within three days:")
            self.stdout.write(one_time_link(person))
