from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CompanyConfig(AppConfig):
    name = "company"
    verbose_name = "Company"

    def ready(self) -> None:
        from company import lookups  # noqa: F401, PLC0415 (registers itself, once apps are there)
        from company.data_version import install_after_migrate  # noqa: PLC0415 (needs loaded models)

        # SQLite drops a table's triggers when a migration rebuilds it.
        post_migrate.connect(install_after_migrate, sender=self)
