from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from config.wiring import connect  # noqa: PLC0415 (needs loaded models)

        connect()
