"""Publish the escalation policies of a YAML file for a place, or say what it would change."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.management import place
from mentoring.services import policies, policy_words
from mentoring.services.policies import Verdict
from workflows import policy_files
from workflows.now import now
from workflows.strict_yaml import FileFaults


class Command(BaseCommand):
    help = "Publish the escalation policies of a file; without --by say what it would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", default="", metavar="USERNAME", help="publish in their name")
        place.add_arguments(parser)

    def handle(
        self,
        *,
        file: Path,
        by: str = "",
        programme: str = "",
        organisation: str = "",
        **_options: Any,
    ) -> None:
        found = place.named(programme, organisation)
        user = User.objects.filter(username=by).first()
        if by and user is None:
            raise CommandError(_("There is no user %(name)s.") % {"name": by})
        try:
            read = policy_files.read(file)
            verdicts = policies.bring(found, read, by=user, now=now())
        except (FileFaults, OSError) as error:
            raise CommandError(str(error)) from error
        except LookupError as unknown:
            said = _("Nothing there is awaited by the code %(codes)s.") % {"codes": unknown}
            raise CommandError(said) from unknown
        self._tell(verdicts)

    def _tell(self, verdicts: Any) -> None:
        for verdict in verdicts:
            self.stdout.write(f"{verdict.policy.code}: {_said(verdict)}")
            for fault in verdict.faults:
                self.stdout.write(f"  {fault.step or ''} {fault.key}: {policy_words.fault(fault)}")
        if any(verdict.faults for verdict in verdicts):
            raise CommandError(_("Nothing was published. Mend the file first."))


def _said(verdict: Verdict) -> str:
    if verdict.faults:
        return _("unfit")
    if not verdict.published:
        return _("unchanged")
    return _("new version: %(allowance)s") % {"allowance": policy_words.allowance(verdict.policy)}
