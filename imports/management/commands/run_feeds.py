"""manage.py run_feeds"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from imports.feeds.folder import watch


class Command(BaseCommand):
    help = (
        "Look into the watched folder (WATCHED_FOLDER) once: take the files that are whole, and"
        " move those that were imported. The worker does the same every five minutes."
    )

    def handle(self, **options: Any) -> None:
        if not settings.WATCHED_FOLDER:
            raise CommandError("WATCHED_FOLDER names no folder to watch.", returncode=2)
        steps = watch()
        for step in steps:
            self.stdout.write(str(step))
        if bad := sum(step.is_bad for step in steps):
            raise CommandError(f"{bad} files were rejected, or rows of them.", returncode=1)
