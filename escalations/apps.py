from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "escalations"
    verbose_name = "Escalations"

    def ready(self) -> None:
        from escalations import imported_specials  # noqa: PLC0415 (needs loaded models)
        from escalations.importing import register  # noqa: PLC0415 (the same)
        from imports import kinds, undoing  # noqa: PLC0415 (the same)

        register()
        kinds.get("items").after_chunk.append(imported_specials.adopt_items)
        undoing.guards.append(imported_specials.refuse_closed_effort)
