"""Who may import what, and who sees an import."""

import tomllib
from collections.abc import Iterable

from django.http import Http404

from company.access import load_product, may, require
from company.models import Person
from imports import kinds as registry
from imports.models import Import, KeptMapping

# What rows of a kind may create because they name it.
CREATED_BY_NAME = {"effort": "teams", "lines": "items"}


def can_import(person: Person, product_id: int, kinds: Iterable[str]) -> bool:
    """Whether the person may bring in every one of these kinds; of none, nobody may."""
    kinds = list(kinds)
    return bool(kinds) and all(may(person, product_id, f"import {kind}") for kind in kinds)


def can_create_missing(person: Person, product_id: int, kinds: Iterable[str]) -> bool:
    """Whether the person may create what such rows name: teams by effort, else customers."""
    return can_import(
        person, product_id, {CREATED_BY_NAME.get(kind, "customers") for kind in kinds}
    )


def require_kinds(person: Person, product_id: int, kinds: Iterable[str]) -> None:
    """Raises PermissionDenied for a kind that the person may not bring in."""
    for kind in kinds:
        require(person, product_id, f"import {kind}")


def load_import(person: Person, slug: str, pk: int) -> Import:
    """The import of that number. Raises Http404, also for who has no role in its product."""
    product = load_product(person, slug)
    found = (
        Import.objects.filter(product=product, pk=pk).select_related("product", "person").first()
    )
    if found is None:
        raise Http404("No import of that number is open to you.")
    return found


def load_own(person: Person, slug: str, pk: int, also: Iterable[str] = ()) -> Import:
    """An import whose kinds, and those of `also`, the person may bring in.

    Raises Http404 and PermissionDenied.
    """
    found = load_import(person, slug, pk)
    require_kinds(person, found.product_id, {*found.kinds, *also})
    return found


def load_kept(person: Person, slug: str, pk: int) -> KeptMapping:
    """A kept mapping, to be changed. Raises Http404 and PermissionDenied."""
    product = load_product(person, slug)
    require(person, product.pk, "keep mappings")
    kept = KeptMapping.objects.filter(product=product, pk=pk).first()
    if kept is None:
        raise Http404("No mapping of that number is open to you.")
    require_kinds(person, product.pk, kinds_of(kept))
    return kept


def kinds_of(kept: KeptMapping) -> list[str]:
    """The kinds that a kept mapping reads, also one that does not hold any more."""
    return [each for each in tomllib.loads(kept.text) if each in registry.names()]
