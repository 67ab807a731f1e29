"""Bring a roster into a programme: preview it, import it, get the rejected rows to mend."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.management.progress import Progress
from mentoring.models import Programme
from mentoring.queries import cohort
from mentoring.services import roster, slips
from mentoring.services.roster import RosterPlan
from mentoring.services.roster_file import UnreadableRoster, read_sheet
from mentoring.services.roster_rejects import header_of, rejected_csv
from mentoring.services.roster_verdicts import Decision, Verdict
from workflows.now import now


class Command(BaseCommand):
    help = "Bring a roster (CSV or XLSX) into a programme. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--programme", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--rejected", type=Path, metavar="OUT.csv", help="rows to be mended")
        parser.add_argument("--by", metavar="USERNAME", help="who imports")

    def handle(
        self,
        *,
        file: Path,
        programme: str,
        dry_run: bool,
        rejected: Path | None,
        by: str | None,
        verbosity: int,
        **_options: Any,
    ) -> None:
        if rejected and rejected.absolute() == file.absolute():
            raise CommandError(_("--rejected would overwrite the roster itself."))
        moment, into = now(), _programme(programme)
        today = moment.astimezone(ZoneInfo(into.organisation.zone)).date()
        try:
            plan = roster.plan(read_sheet(file), programme=into, today=today)
            if rejected:
                rejected.open("ab").close()  # said now, not after the import
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except UnreadableRoster as error:
            raise CommandError(f"{file}: {error}") from error
        user = _user(by)
        if not dry_run:
            plan = self._bring(plan, by=user, moment=moment)
        self._say_rows(plan, every=dry_run or verbosity > 1)
        self._say_totals(plan.decisions)
        if rejected:
            rejected.write_bytes(rejected_csv(plan))
            self.stdout.write(_("Rejected rows to be mended: %(file)s") % {"file": rejected})
        if dry_run:
            self.stdout.write(_("This was a preview; nothing was written."))
        else:
            self._say_programme(into)

    def _bring(self, plan: RosterPlan, *, by: User | None, moment: datetime) -> RosterPlan:
        """Write the plan, showing how far it has come; what others came before to is rejected."""
        progress = Progress(self.stderr, _("Writing people:"), len(plan.written))
        outcomes: dict[int, Decision] = {}
        for outcome in roster.bring(plan, by=by, now=moment):
            outcomes[outcome.number] = outcome
            progress.step()
        final = tuple(outcomes.get(decision.number, decision) for decision in plan.decisions)
        return replace(plan, decisions=final)

    def _say_rows(self, plan: RosterPlan, *, every: bool) -> None:
        for decision in plan.decisions:
            if every or decision.problems:
                self.stdout.write(_line(decision))
            for problem in decision.problems:
                column = header_of(plan, problem)
                where = _("column %(column)s: ") % {"column": column} if column else ""
                self.stdout.write(f"    {where}{problem.what} {problem.remedy}")

    def _say_totals(self, decisions: Iterable[Decision]) -> None:
        counts = Counter(decision.verdict for decision in decisions)
        parts = [f"{verdict.label} {counts[verdict]}" for verdict in Verdict]
        self.stdout.write(_("Rows: %(totals)s") % {"totals": ", ".join(parts)})

    def _say_programme(self, programme: Programme) -> None:
        groups = cohort.by_organisation_kind(programme)
        self.stdout.write(
            _("Participants: %(people)s") % {"people": sum(group.people for group in groups)}
        )
        for group in groups:
            self.stdout.write(f"    {group.label}: {group.people}")
        waiting = slips.open_slips(programme).count()
        if waiting:
            self.stdout.write(
                _("Slips to be printed: %(slips)s (manage.py print_slips --programme %(code)s)")
                % {"slips": waiting, "code": programme.code}
            )


def _line(decision: Decision) -> str:
    entry = decision.judged.entry
    name = f", {entry.name}" if entry else ""
    row = _("Row %(row)s: %(verdict)s") % {
        "row": decision.number,
        "verdict": decision.verdict.label,
    }
    return f"{row}{name}"


def _programme(code: str) -> Programme:
    found = Programme.objects.select_related("organisation__calendar").filter(code=code).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(
            _("There is no programme %(code)s. Known: %(known)s.")
            % {"code": code, "known": known or "-"}
        )
    return found


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": username})
    return found
