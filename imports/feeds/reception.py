"""Taking a file in that comes by itself: kept, read by a kept mapping or as one kind."""

from django.core.files import File
from django.utils.text import slugify

from company.models import Person, Product
from company.refusals import Malformed
from imports import kinds
from imports.access import require_kinds
from imports.actions import Reading, receive
from imports.mapping.schema import Mapping
from imports.models import Import, KeptMapping
from imports.problems import BadMapping, Unreadable
from imports.run.uploads import checked, map_or_discard, reading_by


def _reading_of(product: Product, name: str) -> Reading:
    """How a feed of that name is read: by the mapping that is kept so, else as the kind so called.

    A mapping may be named as a folder would be: "jira-hours" is "Jira hours". Raises BadMapping.
    """
    kept = KeptMapping.objects.filter(product=product)
    for each in kept:
        if name in (each.name, slugify(each.name)):
            return reading_by(each)
    if name in kinds.names():
        return Reading((name,), Mapping())
    known = ", ".join(str(each) for each in kept) or "none yet"
    raise BadMapping(f"No mapping {name!r} is kept in {product.slug}. Kept there: {known}.")


def feed_in(
    *,
    product: Product,
    name: str,
    file: "File[bytes]",
    fed_by: Import.FedBy,
    actor: Person | None,
) -> Import:
    """Keep a file of the feed of that name, as it is read; the caller begins its import.

    No actor means the watched folder, which is the site's own. Raises Malformed for a name that
    nothing is kept under, and for a file that is none of this feed, of which nothing is kept
    then; and PermissionDenied.
    """
    try:
        reading = _reading_of(product, name)
    except BadMapping as bad:
        raise Malformed(mapping=str(bad)) from None
    if actor is not None:
        require_kinds(actor, product.pk, reading.kinds)
    feed = reading.kept_name or name
    found = receive(product=product, file=file, actor=actor, feed=feed, fed_by=fed_by)
    try:
        return map_or_discard(found, lambda: checked(found, reading))
    except (Unreadable, BadMapping) as error:
        raise Malformed(file=str(error)) from None
