"""The customisation stance of a product: set as a whole or in part, with its history."""

from django.db import transaction

from company.models import Person, Product
from company.records import Changes, Keeping, keep
from company.versions import Expected, refuse_stale, version_of
from ledger import chain
from portfolio.models import Stance

STANCES = Keeping(Stance, "set the customisation stance")


def stance_of(product: Product) -> Stance:
    """The product's stance; a new one, unsaved, where nobody set any."""
    return Stance.objects.filter(product=product).first() or Stance(product=product)


@transaction.atomic
def keep_stance(
    product: Product, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Stance:
    """Set the fields that `changes` names; the others stay.

    Under the product's lock, so that it gets one stance however many begin it. Raises
    PermissionDenied, ValidationError, and Stale also where somebody else began it since.
    """
    chain.lock(product)
    standing = stance_of(product)
    refuse_stale(expected, standing, version_of(standing))
    return keep(STANCES, standing.pk, {"product": product, **changes}, actor=actor)
