"""`manage.py apply_erasures`: what was erased for good is erased in a restored database as well."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from mentoring.services import erasures
from workflows.now import now


class Command(BaseCommand):
    help = "Erase again what stands on the list of erasures; write down there what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        again, missing = erasures.apply(now())
        said = _("%(again)d cases erased again, %(missing)d erasures added to the list.")
        self.stdout.write(said % {"again": again, "missing": missing})
