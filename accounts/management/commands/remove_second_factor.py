"""`manage.py remove_second_factor USERNAME`: for whoever lost phone and paper, once it is them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import hooks, second_factor, visits
from accounts.clock import now
from accounts.models import User


class Command(BaseCommand):
    help = "Take somebody's second factor away and sign them out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None or not second_factor.is_set_up(user):
            raise CommandError(_("There is no second factor of %(name)s.") % {"name": username})
        facts, moment = {"second_factor": False}, now()
        with transaction.atomic():
            second_factor.remove(user)
            visits.end_all(user)
            hooks.tell(
                hooks.RightsChange(hooks.RIGHTS_CHANGED, str(user.uid), facts, user, None, moment)
            )
        self.stdout.write(_("The second factor of %(name)s is gone.") % {"name": username})
