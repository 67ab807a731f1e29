"""The place a command is about: an organisation or a programme, named by its code."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mentoring.models import Organisation, Programme
from mentoring.queries.policies import ORGANISATION, PROGRAMME, Place


def add_arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--programme", default="", metavar="CODE")
    which.add_argument("--organisation", default="", metavar="CODE")


def named(programme: str, organisation: str) -> Place:
    """CommandError if there is no such place."""
    if programme:
        course = Programme.objects.select_related("organisation").filter(code=programme).first()
        if course is None:
            raise CommandError(_("There is no programme %(code)s.") % {"code": programme})
        return Place(PROGRAMME, course)
    home = Organisation.objects.filter(code=organisation).first()
    if home is None:
        raise CommandError(_("There is no organisation %(code)s.") % {"code": organisation})
    return Place(ORGANISATION, home)
