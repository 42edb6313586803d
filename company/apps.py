from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "company"
    verbose_name = "Company"

    def ready(self) -> None:
        from company import lookups  # noqa: F401, PLC0415 (registers itself, once apps are there)
