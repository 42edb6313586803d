"""The few facts of a published text that lists need, read without decoding the whole report."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from governance.models import Publication
from portfolio.as_of import AsOf


class KeptShare(msgspec.Struct):
    """The specials share as it was published. Weeks; share in percent, None without effort."""

    special_weeks: Decimal
    total_weeks: Decimal
    share: Decimal | None


class KeptHeadline(msgspec.Struct):
    month: KeptShare
    sentence: str


class KeptCorrection(msgspec.Struct):
    """What a later report said of an earlier month."""

    month: str
    special_weeks: Decimal
    total_weeks: Decimal
    share: Decimal | None


class Kept(msgspec.Struct):
    """The part of a published report that lists and later months rest on."""

    month: str
    headline: KeptHeadline
    corrections: list[KeptCorrection] = []


def newest_of_each(rows: Iterable[Publication]) -> Iterator[Publication]:
    """The last version of each month, the earliest month first."""
    yield from {row.month: row for row in sorted(rows, key=lambda r: (r.month, r.version))}.values()


def read(publication: Publication) -> Kept:
    """The part of the publication's text that lists need.

    Raises msgspec's errors for any other text.
    """
    return msgspec.json.decode(publication.text, type=Kept)


def last_said(as_of: AsOf, since: dt.date, before: dt.date) -> dict[dt.date, KeptShare]:
    """By month, from `since` to before `before`: the share that was published of it last.

    That is in its own report, or as a correction in the report of a later month.
    """
    rows = Publication.objects.filter(
        as_of.until(), product=as_of.product, month__gte=since, month__lt=before
    )
    published: dict[dt.date, KeptShare] = {}
    for row in newest_of_each(rows):
        kept = read(row)
        published[row.month] = kept.headline.month
        for later in kept.corrections:
            month = dt.date.fromisoformat(f"{later.month}-01")
            published[month] = KeptShare(later.special_weeks, later.total_weeks, later.share)
    return published
