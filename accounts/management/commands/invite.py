"""Mail people the link of their first entry."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import entries, identity
from accounts.clock import now
from accounts.models import EntryKey


class Command(BaseCommand):
    help = "Mail users the link of their first entry; the engine sends it with its next round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("users", nargs="+", help="user names, e-mail addresses or NIPs")

    def handle(self, *, users: list[str], **_options: Any) -> None:
        known = {login: identity.only(login) for login in users}
        without = [login for login, user in known.items() if user is None or not user.email]
        if without:
            said = _("Unknown, or without an e-mail address: %(users)s")
            raise CommandError(said % {"users": ", ".join(without)})
        moment = now()
        for user in filter(None, known.values()):
            entries.issue_mail(user, EntryKey.Purpose.INVITE, now=moment)
        self.stdout.write(_("Links to be mailed: %(number)s") % {"number": len(known)})
