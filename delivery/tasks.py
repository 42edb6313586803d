"""What runs by itself: the rounds of each hour (TASKS in config/settings.py says when)."""

from django.tasks import task

from delivery.rounds import make_rounds


@task()
def report_rounds() -> None:
    """Remind, freeze what nobody signed in time, and send what waits. Safe to repeat."""
    make_rounds()
