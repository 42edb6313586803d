"""Seal rows as a migration finds them: older than seals, or than a new column.

A column added to an append-only table is in no seal of the rows that exist, and until they are
sealed again `verify_ledger` reports them. The migration that adds it is followed by one with

    migrations.RunPython(sealer(("governance", "Decision", "escalation__product")), noop)

of its own, since PostgreSQL alters no table within a transaction that wrote to it. Such a seal
proves that nothing changed since, not what was true before: the entry's kind says so, and
`verify_ledger` counts its rows apart.
"""

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.utils import timezone

from ledger import chain
from ledger.proof import AS_FOUND
from ledger.seals import seal

# An entry's text is read whole, so a table of many rows is sealed in several entries.
ROWS_AN_ENTRY = 500


def sealer(*tables: tuple[str, str, str]) -> Callable[[Any, Any], None]:
    """A step for RunPython that seals every row of `tables`: app, model, path to its product."""

    def seal_as_found(apps: Any, schema_editor: Any) -> None:
        for product in apps.get_model("company", "Product").objects.order_by("pk"):
            for app, name, path in tables:
                _seal(apps, product, apps.get_model(app, name), path)

    return seal_as_found


def _seal(apps: Any, product: Any, model: Any, path: str) -> None:
    fields = list(model._meta.concrete_fields)
    rows = model.objects.filter(**{path: product}).order_by("pk")
    values = rows.values_list(*[f.attname for f in fields]).iterator()
    while chunk := list(islice(values, ROWS_AN_ENTRY)):
        _append(apps, product, {model._meta.db_table: seal(fields, chunk)})


def _append(apps: Any, product: Any, seals: Any) -> None:
    # As `chain.append` does: migrations have historical models, which that function does not take.
    head, _ = apps.get_model("ledger", "Head").objects.get_or_create(product=product)
    columns = chain.columns(
        product_id=product.pk,
        previous=(head.number, head.hash),
        kind=AS_FOUND,
        actor_id=None,
        at=timezone.now(),
        data={},
        seals=seals,
    )
    apps.get_model("ledger", "Entry").objects.create(**columns)
    head.number, head.hash = columns["number"], columns["hash"]
    head.save(update_fields=["number", "hash"])
