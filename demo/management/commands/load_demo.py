"""manage.py load_demo"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from company.commands import refusals_as_exit_codes
from company.models import Product
from demo.people import DEMO_PEOPLE
from demo.story import tell

SLUGS = ("wicket", "foyer")


class Command(BaseCommand):
    help = "Load the demonstration company: all of it, or nothing where it already is."

    def handle(self, **options: Any) -> None:
        with refusals_as_exit_codes(), transaction.atomic():
            if Product.objects.filter(slug__in=SLUGS).exists():
                self.stdout.write("The demonstration company is already here. Nothing changed.")
                return
            worlds = [tell(slug) for slug in SLUGS]
        for world in worlds:
            self.stdout.write(
                f"{world.product.slug}: {world.product.name}, {len(world.customers)} customers,"
                f" {len(world.items)} items, {len(world.requests)} escalations"
            )
        self.stdout.write(f"{len(DEMO_PEOPLE)} people work there, from {DEMO_PEOPLE[0].email} on.")
