"""Imports in any state, brought there as pages bring them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django_ox.testing import run_tasks

from imports import actions
from imports.mapping.toml import mapping_from
from imports.models import Import
from imports.run.tasks import begin

CUSTOMERS = "Customer,ARR,Renewal\nAcme,120000,2027-03-01\nBolt,5000,2027-05-01\n"
AS_CUSTOMERS = {
    "customers": {"columns": {"name": "Customer", "arr": "ARR", "renewal_date": "Renewal"}}
}


def upload(content=CUSTOMERS, name="customers.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return SimpleUploadedFile(name, content)


def drafted(product, actor, content=CUSTOMERS, said=AS_CUSTOMERS, **options) -> Import:
    """Received and mapped."""
    found = actions.receive(product=product, file=upload(content), actor=actor)
    said = {kind: {"create_missing": True, **part} for kind, part in said.items()}
    names = {name: options.pop(name) for name in ("key", "kept_name") if name in options}
    reading = actions.Reading(tuple(said), mapping_from(said, "test.toml"), **names)
    return actions.map_as(found, reading, **options)


def imported(product, actor, content=CUSTOMERS, said=AS_CUSTOMERS, **options) -> Import:
    """Brought in by the worker."""
    found = begin(drafted(product, actor, content, said, **options), dry_run=False)
    run_tasks()
    found.refresh_from_db()
    return found


def summary_rows(table) -> tuple[int, ...]:
    """The numbers of the rows that only sum up the others."""
    return tuple(row.number for row in table.rows() if row.is_summary)
