"""What runs in the background: only Django's own task interface is used here."""

from django.tasks import task

from imports.carrying import carry_out
from imports.models import Import


@task()
def carry_out_later(pk: int, dry_run: bool) -> None:
    """Try or import. Safe to repeat: rows that are in already count as unchanged."""
    found = Import.objects.select_related("product").filter(pk=pk).first()
    if found and found.is_working:
        carry_out(found, dry_run=dry_run)
