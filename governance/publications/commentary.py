"""What product and sales say of a month, in at most 600 characters each (report, section 11)."""

import datetime as dt

from django.db import transaction

from company import clock
from company.access import require
from company.models import Person, Product
from company.refusals import Malformed
from company.texts import is_seen
from company.versions import Expected, refuse_stale, version_of
from governance.models import Commentary, Side

DOING = {Side.PRODUCT: "comment for product", Side.SALES: "comment for sales"}


@transaction.atomic
def keep_comment(
    *,
    product: Product,
    month: dt.date,
    side: str,
    text: str,
    actor: Person,
    expected: Expected = None,
) -> Commentary:
    """Keep what a side says of the month; an empty text takes the comment back.

    What was published stays as it was: the next version says it. Raises PermissionDenied,
    Malformed, and Stale where somebody of that side wrote since.
    """
    if side not in DOING:
        raise Malformed(side=f"{side!r} is no side: product comments, and sales does.")
    require(actor, product.pk, DOING[Side(side)])
    text = text.strip() if is_seen(text) else ""
    if len(text) > Commentary.MOST_CHARACTERS:
        raise Malformed(
            text=f"A comment has at most {Commentary.MOST_CHARACTERS} characters; this has"
            f" {len(text)}."
        )
    # The row's own lock, not the product's: a comment is no governed fact, and has no entry.
    rows = Commentary.objects.select_for_update(no_key=True)
    month = month.replace(day=1)
    comment, is_new = rows.get_or_create(
        product=product, month=month, side=side, defaults={"by": actor, "at": clock.now()}
    )
    if expected and not is_new:
        refuse_stale(expected, comment, version_of(comment), by=str(comment.by or ""))
    if is_new or comment.text != text:
        comment.text, comment.by, comment.at = text, actor, clock.now()
        comment.save(update_fields=["text", "by", "at"])
    return comment
