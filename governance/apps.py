from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Governance"

    def ready(self) -> None:
        from escalations.queries import WARNERS  # noqa: PLC0415 (needs loaded models)
        from governance.approvals.check_data import warnings_of  # noqa: PLC0415 the same
        from governance.caps import watch_caps  # noqa: PLC0415 (the same)
        from portfolio.plan.actions import WATCHERS  # noqa: PLC0415 (the same)

        WARNERS.append(warnings_of)
        WATCHERS.append(watch_caps)
