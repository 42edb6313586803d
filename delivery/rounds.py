"""What is due by time alone: reminders, unsigned reports, notices, mails that wait.

The worker makes these rounds every hour, and `manage.py report_rounds` at any time: nothing happens
twice, however often they are made.
"""

import logging
from dataclasses import dataclass

from company.models import Product
from company.notices import enqueue_notices
from delivery.reminders import enqueue_reminders, remind
from delivery.schedule import due_now
from delivery.sendings import enqueue_waiting
from escalations.special_questions import ask_whether_special
from escalations.watching import tell_due_tomorrow, tell_overruns, tell_sunsets
from governance.approvals.continuing import tell_changed_reasons
from governance.models import Publication
from governance.publications.actions import freeze_unsigned
from governance.publications.versions import versions
from portfolio.teams.friday import ask_leads

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """What was done for one product; `fault` where an exception ended its round."""

    product: Product
    reminded: int = 0
    frozen: Publication | None = None
    waiting: int = 0
    asked: int = 0
    fault: bool = False

    def __str__(self) -> str:
        parts = []
        if self.reminded:
            parts.append(f"{self.reminded} reminded")
        if self.frozen:
            parts.append(f"{self.frozen} went out, not signed")
        if self.waiting:
            parts.append(f"{self.waiting} tried again")
        if self.asked:
            parts.append(f"{self.asked} asked for their team's week")
        if self.fault:
            parts.append("failed, see the log")
        return f"{self.product.slug}: {'; '.join(parts) or 'nothing was due'}"


def make_rounds() -> list[Round]:
    """Make one round for every product; a fault of one product does not stop the others'."""
    rounds = []
    enqueue_notices()
    for product in Product.objects.all():
        try:
            rounds.append(_round(product))
        except Exception:
            log.exception("The rounds of %s failed.", product.slug)
            rounds.append(Round(product, fault=True))
    return rounds


def _round(product: Product) -> Round:
    waiting = enqueue_waiting(product) + enqueue_reminders(product)
    tell_overruns(product)
    tell_due_tomorrow(product)
    tell_sunsets(product)
    tell_changed_reasons(product)
    asked = ask_leads(product)
    ask_whether_special(product)
    due = due_now(product)
    # What is published already needs neither a reminder nor a version without a signature.
    if versions(product, due.month).exists():
        return Round(product, waiting=waiting, asked=asked)
    frozen = freeze_unsigned(product=product, month=due.month) if due.freezing else None
    reminded = remind(product, due.month) if due.reminder and frozen is None else 0
    return Round(product, reminded, frozen, waiting, asked)
