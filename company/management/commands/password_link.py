"""manage.py password_link EMAIL"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.models import Person
from company.passwords import one_time_link


class Command(BaseCommand):
    help = "Print a one-time link by which a person chooses a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"], is_active=True).first()
        if person is None:
            raise CommandError(
                f"Nobody active has the address {options['email']}. Add them first:"
                " manage.py add_member.",
                returncode=2,
            )
        self.stdout.write(one_time_link(person))
