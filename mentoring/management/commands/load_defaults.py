"""`manage.py load_defaults`: store the shipped calendars and policies; changes nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand

from mentoring.services import defaults
from workflows import now as clock


class Command(BaseCommand):
    help = "Store the shipped calendars and escalation policies, a new version where one changed."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = defaults.load(clock.now())
        for what, codes in (("calendars", loaded.calendars), ("policies", loaded.policies)):
            self.stdout.write(f"{what}: {', '.join(codes) or 'nothing new'}")
