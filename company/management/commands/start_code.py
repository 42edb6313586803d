"""manage.py start_code"""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from company.models import Person


class Command(BaseCommand):
    help = "Print a code for the first page, or nothing where somebody administers the site."

    def handle(self, **options: Any) -> None:
        if not Person.objects.filter(is_staff=True).exists():
            self.stdout.write(secrets.token_hex(8))
