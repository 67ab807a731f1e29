"""The mentoring app: where the domain joins the engine."""

from django.apps import AppConfig
from django.core import checks


class MentoringConfig(AppConfig):
    name = "mentoring"

    def ready(self) -> None:
        from mentoring.consequences import (  # noqa: F401, PLC0415 app ready
            breach,
            break_glass,
            case_hands,
            correction,
            counselling_case,
            data_request,
            destruction,
            performance,
            relationship,
            restriction,
            session,
        )
        from mentoring.notices import listeners  # noqa: F401, PLC0415 app ready: kinds register
        from mentoring.services import rights, wake  # noqa: F401, PLC0415 app ready: both register
        from mentoring.services.defaults import check_policies  # noqa: PLC0415 app ready

        checks.register(check_policies, "mentoring")
