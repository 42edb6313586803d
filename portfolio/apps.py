from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from imports import undoing  # noqa: PLC0415 (needs loaded models)
        from portfolio.importing import register  # noqa: PLC0415 (the same)
        from portfolio.importing.effort import forget_undone  # noqa: PLC0415 (the same)

        register()
        undoing.watchers.append(forget_undone)
