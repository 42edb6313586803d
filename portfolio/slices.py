"""The slices of a product: added, renamed, ordered, split. None is ever deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import Http404

from company import histories
from company.models import Person, Product
from company.refusals import Malformed
from company.versions import Expected, digest_of, refuse_stale
from portfolio.effort import sums
from portfolio.models import Item, Slice
from portfolio.plan.slice_shares import UNCATEGORISED
from portfolio.products import begin


@transaction.atomic
def add_slice(*, product: Product, key: str, name: str, actor: Person | None) -> Slice:
    """Add a core slice after the others; no past month shows it.

    Raises PermissionDenied, Malformed and ValidationError.
    """
    begin(product, actor)
    standing = _slices(product)
    # Where the specials slice is the last, it stays so.
    at = len(standing) - 1 if standing[-1].is_specials else len(standing)
    made = Slice(product=product, key=key, name=name, position=at)
    if key != key.lower() or key == UNCATEGORISED:
        raise Malformed(key=f"{key} is no key: write small letters, digits and hyphens.")
    if any(each.key == key for each in standing):
        raise Malformed(key=f"{product.slug} has a slice {key} already.")
    _refuse_taken_name(made, standing)
    made.full_clean()
    histories.save(made, actor=actor)
    _put_in_order([*standing[:at], made, *standing[at:]], actor)
    return made


@transaction.atomic
def split_slice(
    *, product: Product, split: str, key: str, name: str, items: Sequence[Item], actor: Person
) -> Slice:
    """Add a slice, and move these items of another into it with their effort.

    Past months keep the slice that an item had. Raises as `add_slice` does, and Http404.
    """
    made = add_slice(product=product, key=key, name=name, actor=actor)
    was = _slice_called(product, split)
    if was.is_specials:
        raise Malformed(items="The specials slice holds only escalations and the reserve.")
    moving = list(
        Item.objects.select_for_update().filter(slice=was, pk__among=[item.pk for item in items])
    )
    if not moving:
        raise Malformed(items=f"Choose at least one item of {was} that goes along.")
    for item in moving:
        item.slice = made
    histories.update(moving, ["slice"], actor=actor)
    sums.forget_items(product, [item.pk for item in moving])
    sums.keep(product)
    return made


@transaction.atomic
def change_slice(
    *,
    product: Product,
    key: str,
    changes: Mapping[str, Any],
    actor: Person | None,
    expected: Expected = None,
) -> Slice:
    """Rename a slice, or move it to another place (`position`, from 0).

    Past months keep the name it had. Raises Http404, PermissionDenied, Malformed, ValidationError,
    and Stale with the name.
    """
    begin(product, actor)
    standing = _slices(product)
    found = _slice_called(product, key)
    texts = {"name": found.name}
    refuse_stale(expected, texts, digest_of(texts))
    name = changes.get("name", found.name)
    if name != found.name:
        found.name = name
        _refuse_taken_name(found, standing)
        found.full_clean()
        histories.save(found, actor=actor, update_fields=["name"])
    if "position" in changes:
        others = [each for each in standing if each != found]
        at = changes["position"]
        _put_in_order([*others[:at], found, *others[at:]], actor)
    return found


def _slice_called(product: Product, key: str) -> Slice:
    found = Slice.objects.filter(product=product, key=key).first()
    if found is None:
        raise Http404(f"{product.slug} has no slice {key}.")
    return found


def _slices(product: Product) -> list[Slice]:
    return list(Slice.objects.filter(product=product).order_by("position", "pk"))


def _refuse_taken_name(found: Slice, standing: Sequence[Slice]) -> None:
    """Raise Malformed for a name that another slice has: imports find a slice by its name."""
    for each in standing:
        if each.pk != found.pk and each.name.casefold() == found.name.strip().casefold():
            raise Malformed(name=f"The slice {each.key} is called {each.name} already.")


def _put_in_order(slices: Sequence[Slice], actor: Person | None) -> None:
    moved = [each for n, each in enumerate(slices) if each.position != n]
    for n, each in enumerate(slices):
        each.position = n
    histories.update(moved, ["position"], actor=actor)
