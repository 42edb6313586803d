"""manage.py create_token EMAIL --name NAME"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company import actions
from company.commands import refusals_as_exit_codes
from company.models import Person


class Command(BaseCommand):
    help = "Print a new API token for a person, this once and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="What the token is for.")

    def handle(self, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(
                f"Nobody has the address {options['email']}. Add them first: manage.py add_member.",
                returncode=2,
            )
        with refusals_as_exit_codes():
            text = actions.create_token(person=person, name=options["name"])
        self.stdout.write(text)
