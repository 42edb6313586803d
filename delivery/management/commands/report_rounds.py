"""manage.py report_rounds"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delivery.rounds import make_rounds


class Command(BaseCommand):
    help = (
        "Remind of reports that wait to be published, freeze those that nobody signed in time,"
        " and have what waits be sent. The worker does the same every hour."
    )

    def handle(self, **options: Any) -> None:
        rounds = make_rounds()
        for product_round in rounds:
            self.stdout.write(str(product_round))
        if failed := sum(product_round.fault for product_round in rounds):
            raise CommandError(f"{failed} products failed: the log says why.", returncode=1)
