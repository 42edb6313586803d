"""Publishing a month's report: its facts freeze, and a correction is a new version."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import month_bounds, today
from company.models import Person, Product
from company.refusals import Refused, need_long_reason
from company.versions import Expected, digest_of, refuse_stale
from governance.models import Publication
from governance.publications.changes import changed_figures
from governance.publications.commentary import keep_comment
from governance.publications.versions import facts_of, newest
from governance.report.facts import ChangedFigure, PublishedVersion
from governance.report.json_facts import as_json
from governance.report.sections import Report, build_report
from ledger import chain
from ledger.models import Head

# The form of the kept facts. A new field has a default, so that old texts can still be read.
SCHEMA = 1
# Called with each new version, in its transaction; config/wiring.py fills the list.
PUBLISHED: list[Callable[[Publication], object]] = []


@transaction.atomic
def publish(
    *,
    product: Product,
    month: dt.date,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    actor: Person | None,
    expected: Expected = None,
) -> Publication:
    """Freeze what the month's report says, signed by `actor`; None, the command, signs nothing.

    `comments` are kept first, by side. What was published before stays; a correction needs a reason
    of twenty characters and something that differs, or a version that nobody signed. `expected` are
    digests of the figures that the publisher has seen. Raises PermissionDenied, Malformed, Stale,
    and Refused: wrong-state, reason-missing, reason-too-short.
    """
    month = month.replace(day=1)
    if actor is not None:
        require(actor, product.pk, "publish the report")
    head = chain.lock(product)
    _refuse_running(product, month)
    if actor is not None:
        for side, text in (comments or {}).items():
            keep_comment(product=product, month=month, side=side, text=text, actor=actor)
    report = build_report(product, month)
    if expected is not None:
        refuse_stale(expected, report, digest_of_draft(as_json(report)))
    return _freeze(head, report, month, reason.strip(), actor)


@transaction.atomic
def freeze_unsigned(*, product: Product, month: dt.date) -> Publication | None:
    """Publish the month as "not signed"; None where a version of it is published already."""
    head = chain.lock(product)
    if newest(product, month) is not None:
        return None
    _refuse_running(product, month)
    return _freeze(head, build_report(product, month), month.replace(day=1), "", None)


def digest_of_draft(facts: Mapping[str, Any]) -> str:
    """The digest that tells whether a month's figures are still those that somebody saw."""
    return digest_of(facts)


def _refuse_running(product: Product, month: dt.date) -> None:
    _, after = month_bounds(month)
    if today(product) < after:
        raise Refused(
            "wrong-state",
            f"{month:%B %Y} has not ended: its report can be published from"
            f" {after.day} {after:%B %Y} on.",
        )


def _freeze(
    head: Head, report: Report, month: dt.date, reason: str, actor: Person | None
) -> Publication:
    """Write the next version, its ledger entry, and tell whoever is to hear of it."""
    product, now, before = head.product, clock.now(), newest(head.product, month)
    changes = changed_figures(facts_of(before), as_json(report)) if before else []
    if before is not None:
        _refuse_correction(before, changes, reason, actor)
    version_facts = PublishedVersion(
        version=before.version + 1 if before else 1,
        published_on=product.local_day(now),
        published_by=str(actor or ""),
        is_signed=actor is not None,
        reason=reason,
        ledger_number=head.number,
        ledger_hash=head.hash,
        changes=changes,
    )
    facts = as_json(replace(report, publication=version_facts))
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    made = Publication.objects.create(
        product=product,
        month=month,
        version=version_facts.version,
        reason=reason,
        schema=SCHEMA,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        by=actor,
        at=now,
    )
    chain.append(
        product,
        "report_published",
        actor,
        now,
        seals=[made],
        month=f"{month:%Y-%m}",
        version=made.version,
        sha256=made.sha256,
        is_signed=version_facts.is_signed,
        reason=reason,
    )
    for tell in PUBLISHED:
        tell(made)
    return made


def _refuse_correction(
    before: Publication, changes: list[ChangedFigure], reason: str, actor: Person | None
) -> None:
    """Refuse a second version that nobody signs, that changes nothing, or has no reason.

    A version that nobody signed may be signed as it is.
    """
    if actor is None:
        raise Refused(
            "wrong-state",
            f"{before} is published: an executive signs a correction, in Daylight.",
        )
    if not changes and before.by_id is not None:
        raise Refused(
            "wrong-state", f"{before} says all that its report says now: nothing to correct."
        )
    if changes:
        need_long_reason(reason, f"{before} is published: say why this corrects it")
