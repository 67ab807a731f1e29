"""Requests about personal data and failures of its protection, and more of them: open ones of
others, ended ones of one's own."""

from dataclasses import dataclass, replace
from datetime import timedelta

from mentoring.machines.data_request_codes import DataRight
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Breach, DataRequest, Destruction, LegalHold, Person, RetentionRule
from mentoring.rules import office_day
from mentoring.services import journal, retention
from tests.budgets.rows import copy_deadlines, like
from tests.factories.breaches import breach
from tests.factories.cast import MONDAY, Cast
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import destruction, hold
from workflows.models import Record


@dataclass
class Asked:
    """`made` is looked at, `ended` is what lists have more and more of."""

    wulan: Person
    made: DataRequest
    ended: DataRequest
    failed: Breach
    proposed: Destruction
    rule: RetentionRule
    hold: LegalHold
    days: int = 0

    def grow(self, somebody: Person) -> None:
        like(self.ended, key=like(self.ended.key))
        copy_deadlines(self.made, like(self.made, person=somebody, key=like(self.made.key)))
        copy_deadlines(self.failed, like(self.failed, key=like(self.failed.key)))
        like(self.failed.people.get(person=None), person=somebody)
        copy_deadlines(self.proposed, like(self.proposed))
        like(self.hold, person=somebody)
        self.days += 1
        like(self.rule, valid_from=self.rule.valid_from - timedelta(days=self.days))
        journal.enter(
            self.made.organisation, journal.What.RETENTION_CHANGED, about="", by=self.wulan.user,
            now=MONDAY,
        )  # fmt: skip
        for row in (self.made, self.failed, self.proposed, self.hold):
            told = Record.objects.filter(subject_kind=row.kind, subject_id=row.pk)
            last = told.latest("version")
            like(last, version=last.version + 1)


def asked(crew: Cast) -> Asked:
    wulan = officer(crew)
    ended = data_request(crew, wulan, "fulfilled")
    made = data_request(crew, wulan, wants=DataRight.CORRECTION)
    failed = breach(replace(crew, eko=crew.maya), wulan, "given")
    proposed = destruction(crew, wulan)
    day = office_day(MONDAY)
    rule = retention.change(
        crew.organisation, RecordKind.CASE, 12, "JRA", day, by=wulan.user, now=MONDAY
    )
    held = hold(crew, wulan, crew.eko)
    rule = RetentionRule.objects.get(pk=rule.pk)
    return Asked(wulan, made, ended, failed, proposed, rule, held)
