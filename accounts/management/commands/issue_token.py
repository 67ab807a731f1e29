"""Issue a token for a machine and show it this once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import identity, tokens
from accounts.clock import now
from accounts.models import ApiToken

SCOPES = {scope.value.replace(" ", ","): scope for scope in ApiToken.Scope}


class Command(BaseCommand):
    help = "Issue a token of the API for a user; it is shown once and kept as a digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="user name, e-mail address or NIP")
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--scope", choices=SCOPES, default="read")
        parser.add_argument("--days", type=int, default=90, help="until it runs out")

    def handle(self, *, user: str, name: str, scope: str, days: int, **_options: Any) -> None:
        owner = identity.only(user)
        if owner is None:
            raise CommandError(_("There is no such user, or several share this address."))
        try:
            life = timedelta(days=days)
            _token, secret = tokens.issue(
                owner, name=name, scope=SCOPES[scope], life=life, now=now()
            )
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(secret)
