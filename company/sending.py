"""Hands mails to the server that EMAIL_URL names, one at a time, and notes the outcome."""

import contextlib
import datetime as dt
import logging
import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import models, transaction

from company import clock
from company.outgoing import MOST_TRIES, Outgoing, claim, next_due, note_failed, note_sent

log = logging.getLogger(__name__)

# More than any try takes: at each step a silent server is left after ten seconds.
LONGEST_TRY = dt.timedelta(minutes=5)
# A claimed mail is another worker's after this. Several mails of one round share the instant, so
# that one task that comes back is enough for all of them.
HELD_FOR = 2 * LONGEST_TRY
# Two hosts' clocks differ a little; a task that came too early would find nothing due.
A_LITTLE_LATER = dt.timedelta(seconds=1)
KILLED = "The worker was stopped each time it had this mail."
FAULT = "Daylight itself failed to write this mail; its log says why."
CONSOLE = "django.core.mail.backends.console.EmailBackend"


class Unreachable(Exception):
    """No mail server answered at all: the other mails of this round need not try it."""


def mail_problem() -> str:
    """Why no mail leaves this installation, in a sentence; empty where it is set up."""
    if settings.MAILERS["default"]["BACKEND"] == CONSOLE:
        return (
            "Mail reaches nobody from here: this installation writes it into the server's log."
            " EMAIL_URL names a mail server."
        )
    if not settings.EMAIL_URL_GIVEN:
        return (
            "Nobody has said which mail server to use (EMAIL_URL), so only one on this very"
            " machine is tried."
        )
    return ""


def send_due[Row: Outgoing](
    rows: models.QuerySet[Row],
    compose: Callable[[Row], EmailMessage],
    come_back_at: Callable[[dt.datetime], object],
) -> None:
    """Send the mails among `rows` that are due, and arrange another round for what is left.

    `compose` writes the mail of one row. `come_back_at` enqueues a task that calls this again: in
    the transaction that claims a row, in case this worker is killed, and once more at the end for
    what failed.
    """
    held_until, tried, unreachable = None, 0, ""
    while True:
        now = clock.now()
        is_new = held_until is None or now > held_until - LONGEST_TRY
        held_until = now + HELD_FOR if held_until is None or is_new else held_until
        with transaction.atomic():
            row = claim(rows, held_until)
            if row is not None and is_new:
                come_back_at(held_until + A_LITTLE_LATER)
        if row is None:
            break
        tried += 1
        unreachable = _try(row, compose, unreachable)
    if tried and (due := next_due(rows)) is not None:
        come_back_at(due + A_LITTLE_LATER)


def _try[Row: Outgoing](row: Row, compose: Callable[[Row], EmailMessage], unreachable: str) -> str:
    """Send one mail or note why not.

    Returns why the server cannot be reached, for the rest of the round; else the same as before.
    """
    if row.tries > MOST_TRIES or unreachable:
        note_failed(row, unreachable or KILLED)
        return unreachable
    try:
        mail = compose(row)
    except Exception:
        log.exception("The mail %s was not written.", row.message_id)
        note_failed(row, FAULT)
        return ""
    try:
        _hand_over(row, mail)
    except Unreachable as error:
        note_failed(row, str(error))
        return str(error)
    except (OSError, ValueError) as error:
        note_failed(row, sentence_of(error))
    return ""


def _hand_over(row: Outgoing, mail: EmailMessage) -> None:
    """Give the mail to the server.

    Once the server took it, a failure to close the connection changes nothing.
    """
    mail.extra_headers |= {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    server = mailers.default
    try:
        server.open()
    except OSError as error:
        raise Unreachable(sentence_of(error)) from error
    try:
        server.send_messages([mail])
        note_sent(row)
    finally:
        with contextlib.suppress(OSError):
            server.close()


def sentence_of(error: OSError | ValueError) -> str:
    """What went wrong, in a sentence for whoever reads the list of mails."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(
            f"The mail server refused {address}: {_reply(code, text)}"
            for address, (code, text) in error.recipients.items()
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused it: {_reply(error.smtp_code, error.smtp_error)}"
    # smtplib reports a silent server as one that hung up; the cause tells them apart.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "The mail server hung up before it took the mail."
    if isinstance(error, OSError):
        return f"The mail server cannot be reached: {error.strerror or error}."
    return f"No mail can be written to this address: {error}."


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"
