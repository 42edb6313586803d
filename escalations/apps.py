from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "escalations"
    verbose_name = "Escalations"

    def ready(self) -> None:
        from escalations.adoption import adopt_items  # noqa: PLC0415 (needs loaded models)
        from escalations.importing import register  # noqa: PLC0415 (the same)
        from imports import kinds  # noqa: PLC0415 (the same)

        register()
        kinds.get("items").after_chunk.append(adopt_items)
