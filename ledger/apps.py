from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from ledger.triggers import install_after_migrate  # noqa: PLC0415 (needs loaded models)

        # SQLite drops a table's triggers when a migration rebuilds it.
        post_migrate.connect(install_after_migrate, sender=self)
