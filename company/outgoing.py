"""Mails to one address each, stored as rows and tried again until a server takes them.

A row is written in the transaction of what it tells of, so that nothing goes out of what was rolled
back. The worker that sends it claims it for a while: if that worker is killed, another takes it
over.
"""

import datetime as dt
import uuid
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from company import clock

# The minutes to wait after each failed try: about a day in all, as a mail server may be down.
MINUTES_BEFORE_NEXT = (1, 5, 30, 120, 240, 480, 720)
MOST_TRIES = len(MINUTES_BEFORE_NEXT) + 1
LONGEST_ERROR = 500


def new_message_id() -> str:
    """A Message-ID that a mail keeps however often it is tried."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{uuid.uuid4().hex}@{domain or 'localhost'}>"


class OutgoingState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    GAVE_UP = "gave_up", "Not delivered"
    STOPPED = "stopped", "Taken off the list before it was sent"


class Outgoing(models.Model):
    """One mail to one address. While `is_held`, it is a worker's until `next_try_at`."""

    State = OutgoingState

    email = models.EmailField("e-mail", max_length=254)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    is_held = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=LONGEST_ERROR, blank=True)
    message_id = models.CharField(max_length=300, unique=True, default=new_message_id)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "gave_up", "stopped"]),
                name="%(class)s_state_known",
                violation_error_message="A mail waits, is sent, is given up or was stopped.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="%(class)s_sent_is_dated",
                violation_error_message="What was sent says when, and nothing else does.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="%(class)s_waiting"
            )
        ]


def claim[Row: Outgoing](rows: models.QuerySet[Row], until: dt.datetime) -> Row | None:
    """The next due row, claimed by this worker until that instant; None where none is due.

    Call it inside a transaction. The try counts from here, so that a mail that kills its worker is
    given up in the end.
    """
    due = rows.filter(state=OutgoingState.WAITING, next_try_at__lte=clock.now())
    # skip_locked: two workers take different mails instead of waiting for one another.
    locked = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    found = locked.order_by("next_try_at", "pk").first()
    if found is not None:
        found.tries, found.next_try_at, found.is_held = found.tries + 1, until, True
        found.save(update_fields=["tries", "next_try_at", "is_held"])
    return found


def note_sent(row: Outgoing) -> None:
    """Note that a server took it, even if the row was stopped or claimed again meanwhile."""
    _rows(row).filter(pk=row.pk).update(
        state=OutgoingState.SENT, sent_at=clock.now(), error="", is_held=False
    )


def note_failed(row: Outgoing, sentence: str) -> None:
    """Note that no server took it: it waits for its next try, or is given up after the last.

    Nothing is noted of a row that another worker claimed since, or that was stopped.
    """
    last = row.tries >= MOST_TRIES
    wait = dt.timedelta(minutes=0 if last else MINUTES_BEFORE_NEXT[row.tries - 1])
    _rows(row).filter(pk=row.pk, state=OutgoingState.WAITING, tries=row.tries).update(
        state=OutgoingState.GAVE_UP if last else OutgoingState.WAITING,
        next_try_at=clock.now() + wait,
        is_held=False,
        error=sentence.replace("\0", "")[:LONGEST_ERROR],
    )


def stop(rows: models.QuerySet[Any]) -> None:
    """Stop those of the mails that still wait; what was sent stays sent."""
    rows.filter(state=OutgoingState.WAITING).update(state=OutgoingState.STOPPED)


def try_again(rows: models.QuerySet[Any]) -> int:
    """Make the failed and waiting mails due now, with all their tries; return how many.

    What a worker has claimed at this moment is left alone.
    """
    failed = rows.filter(state__in=[OutgoingState.GAVE_UP, OutgoingState.WAITING], is_held=False)
    return failed.update(state=OutgoingState.WAITING, next_try_at=clock.now(), tries=0)


def next_due(rows: models.QuerySet[Any]) -> dt.datetime | None:
    """The earliest next try of these mails; None where none waits."""
    waiting = rows.filter(state=OutgoingState.WAITING)
    found: dt.datetime | None = waiting.aggregate(next=models.Min("next_try_at"))["next"]
    return found


def _rows(row: Outgoing) -> models.QuerySet[Any]:
    return type(row)._base_manager.all()
