"""Requests about personal data and failures of its protection, and more of them: open ones of
others, ended ones of one's own."""

from dataclasses import dataclass, replace

from mentoring.machines.data_request_codes import DataRight
from mentoring.models import Breach, DataRequest, Person
from tests.budgets.rows import copy_deadlines, like
from tests.factories.breaches import breach
from tests.factories.cast import Cast
from tests.factories.data_requests import data_request, officer
from workflows.models import Record


@dataclass
class Asked:
    """`made` is looked at, `ended` is what lists have more and more of."""

    wulan: Person
    made: DataRequest
    ended: DataRequest
    failed: Breach

    def grow(self, somebody: Person) -> None:
        like(self.ended, key=like(self.ended.key))
        copy_deadlines(self.made, like(self.made, person=somebody, key=like(self.made.key)))
        told = Record.objects.filter(subject_kind=self.made.kind, subject_id=self.made.pk)
        last = told.latest("version")
        like(last, version=last.version + 1)
        copy_deadlines(self.failed, like(self.failed, key=like(self.failed.key)))
        like(self.failed.people.get(person=None), person=somebody)
        told = Record.objects.filter(subject_kind=self.failed.kind, subject_id=self.failed.pk)
        last = told.latest("version")
        like(last, version=last.version + 1)


def asked(crew: Cast) -> Asked:
    wulan = officer(crew)
    ended = data_request(crew, wulan, "fulfilled")
    made = data_request(crew, wulan, wants=DataRight.CORRECTION)
    failed = breach(replace(crew, eko=crew.maya), wulan, "given")
    return Asked(wulan, made, ended, failed)
