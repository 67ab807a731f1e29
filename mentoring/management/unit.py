"""The organisation or the unit a command is about."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.management import place
from mentoring.models import Organisation, Unit
from mentoring.queries.calendars import Home


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, metavar="CODE")
    parser.add_argument(
        "--unit", default="", metavar="PATH", help="of a unit of it: its name, or “Above > Below”"
    )
    parser.add_argument("--by", default="", metavar="USERNAME", help="set it in their name")


def home(organisation: str, unit: str) -> Home:
    """CommandError if there is no such place, or more than one."""
    row: Organisation = place.named("", organisation).row
    return Home(row, _unit(row, unit) if unit else None)


def user(name: str) -> User | None:
    """CommandError if there is nobody of that name."""
    found = User.objects.filter(username=name).first()
    if name and found is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": name})
    return found


def _unit(organisation: Organisation, path: str) -> Unit:
    *above, name = [part.strip() for part in path.split(">")]
    rows = organisation.units.filter(name=name, valid_to=None)
    for steps, part in enumerate(reversed(above), start=1):
        rows = rows.filter(**{"__".join(["parent"] * steps) + "__name": part})
    found = list(rows.order_by("pk")[:2])
    if not found:
        raise CommandError(_("There is no unit %(name)s there.") % {"name": path})
    if len(found) > 1:
        said = _("Several units are named %(name)s. Name the one above as well: “Above > Below”.")
        raise CommandError(said % {"name": path})
    return found[0]
