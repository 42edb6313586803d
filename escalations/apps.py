from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class EscalationsConfig(AppConfig):
    name = "escalations"
    verbose_name = "Escalations"

    def ready(self) -> None:
        from escalations.constraint_names import (  # noqa: PLC0415 (needs loaded models)
            expect_older_name,
        )

        pre_migrate.connect(expect_older_name, sender=self)
