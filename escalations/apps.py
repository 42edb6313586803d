from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "escalations"
    verbose_name = "Escalations"

    def ready(self) -> None:
        from escalations import adoption  # noqa: PLC0415 (needs loaded models)
        from escalations.importing import register  # noqa: PLC0415 (the same)
        from imports import kinds, undoing  # noqa: PLC0415 (the same)

        register()
        kinds.get("items").after_chunk.append(adoption.adopt_items)
        undoing.guards.append(adoption.refuse_closed_effort)
