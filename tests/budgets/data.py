"""Requests about personal data, and more of them: open ones of others, ended ones of one's own."""

from dataclasses import dataclass

from mentoring.machines.data_request_codes import DataRight
from mentoring.models import DataRequest, Person
from tests.budgets.rows import copy_deadlines, like
from tests.factories.cast import Cast
from tests.factories.data_requests import data_request, officer
from workflows.models import Record


@dataclass
class Asked:
    """`made` is looked at, `ended` is what lists have more and more of."""

    wulan: Person
    made: DataRequest
    ended: DataRequest

    def grow(self, somebody: Person) -> None:
        like(self.ended, key=like(self.ended.key))
        copy_deadlines(self.made, like(self.made, person=somebody, key=like(self.made.key)))
        told = Record.objects.filter(subject_kind=self.made.kind, subject_id=self.made.pk)
        last = told.latest("version")
        like(last, version=last.version + 1)


def asked(crew: Cast) -> Asked:
    wulan = officer(crew)
    ended = data_request(crew, wulan, "fulfilled")
    return Asked(wulan, data_request(crew, wulan, wants=DataRight.CORRECTION), ended)
