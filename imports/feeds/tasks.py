"""What runs by itself: a look into the watched folder (TASKS in config/settings.py says when)."""

from django.tasks import task

from imports.feeds.folder import watch


@task()
def run_feeds() -> None:
    """Take the files that are whole, and move those that were imported. Safe to repeat."""
    watch()
