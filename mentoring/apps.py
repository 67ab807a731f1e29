"""The mentoring app."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"

    def ready(self) -> None:
        from mentoring.notices import kinds  # noqa: F401, PLC0415 app ready: kinds register
