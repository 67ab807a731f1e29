"""`manage.py appoint head hadi-contoh --organisation CODE`: an office, by a letter of appointment.

For the first head of service, who appoints everybody else in the portal. `--until` may end what
holds already.
"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mentoring.management import place
from mentoring.models import Appointment, Person
from mentoring.queries.policies import PROGRAMME
from mentoring.rules import office_day
from mentoring.services import appointments
from mentoring.vocabulary import AppointedRole
from workflows.actors import SystemProcess
from workflows.now import now

OPERATOR = SystemProcess("operator")


class Command(BaseCommand):
    help = "Appoint somebody, or end an appointment with --end; entered in the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=AppointedRole.values)
        parser.add_argument("username")
        place.add_arguments(parser)
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--until", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--end", action="store_true", help="end it on --until, else today")

    def handle(self, *args: Any, role: str, username: str, **options: Any) -> None:
        found = place.named(options["programme"], options["organisation"])
        person = Person.objects.select_related("user").filter(user__username=username).first()
        if person is None:
            raise CommandError(_("There is nobody of the user name %(name)s.") % {"name": username})
        programme = found.row if found.kind == PROGRAMME else None
        home = programme.organisation if programme else found.row
        moment, today = now(), office_day(now())
        try:
            if options["end"]:
                held = Appointment.objects.at(today).filter(
                    person=person, role=role, organisation=home, programme=programme
                )
                for one in held:
                    appointments.end(one, options["last"] or today, by=OPERATOR, now=moment)
                return
            appointments.appoint(
                home,
                person,
                AppointedRole(role),
                options["first"] or today,
                options["last"],
                programme=programme,
                by=OPERATOR,
                now=moment,
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
