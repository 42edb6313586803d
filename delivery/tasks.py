"""Tasks that run every hour (TASKS in config/settings.py says when)."""

from django.tasks import task

from delivery.rounds import make_rounds


@task()
def report_rounds() -> None:
    """Make the rounds of all products. May run twice without harm."""
    make_rounds()
