from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Governance"

    def ready(self) -> None:
        from escalations.queries import WARNERS  # noqa: PLC0415 (needs loaded models)
        from governance.approvals.approval_check import headroom_warnings  # noqa: PLC0415 (the same)

        WARNERS.append(headroom_warnings)
