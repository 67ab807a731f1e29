"""What is of class C, and grows: cases that have ended, all that one case gathers, reports."""

from dataclasses import dataclass
from datetime import timedelta

from mentoring.models import ConsentText, CounsellingCase, CounsellingReport
from mentoring.services import consent_texts, sealed_notes
from mentoring.services.counselling_reports import publish
from mentoring.vocabulary import Purpose
from tests.budgets.rows import like
from tests.factories.cast import MONDAY, Cast
from tests.factories.counselling import Service, case, moved, service
from workflows import engine
from workflows.models import Record


@dataclass
class Own:
    """`made` is looked at, `ended` is what the list has more and more of."""

    served: Service
    made: CounsellingCase
    ended: CounsellingCase
    text: ConsentText
    report: CounsellingReport

    def grow(self) -> None:
        like(self.ended, key=like(self.ended.key))
        texts = ConsentText.objects.filter(organisation=self.text.organisation)
        like(self.text, number=self.text.number + texts.count())
        earliest = CounsellingReport.objects.earliest("starts_on")
        like(self.report, starts_on=earliest.starts_on - timedelta(days=1))
        told = Record.objects.filter(subject_kind=self.made.kind, subject_id=self.made.pk)
        last = told.latest("version")
        like(last, version=last.version + 1)
        like(self.made.key.notes.earliest("pk"))
        read = self.made.key.accesses.latest("number")
        like(read, number=read.number + 1)
        like(self.made.sessions.earliest("pk"))
        like(self.made.referrals.earliest("pk"), number=self.made.referrals.count() + 1)


def own(crew: Cast) -> Own:
    served = service(crew)
    ended = case(crew, served, "withdrawn")
    made = case(crew, served, "in_service")
    lestari = served.lestari.user
    data = {"to": "external", "referral": "Ke luar (contoh)", "reason": "self"}
    made = engine.perform(made, "refer_for_safety", by=lestari, now=MONDAY, data=data)
    made = moved(made, served, [("note_referral_done", "counsellor", {})])
    made.sessions.create(
        counsellor=served.lestari,
        starts_at=MONDAY,
        ends_at=MONDAY.replace(minute=59),
        attendance="held",
    )
    note = made.key.notes.earliest("pk")
    reading = sealed_notes.reading(note, by=lestari, purpose=Purpose.IN_CHARGE, now=MONDAY)
    with reading:
        pass
    words = ("Naskah kami (contoh)", "Our text (example)")
    text = consent_texts.publish(crew.organisation, *words, by=served.dewi.user, now=MONDAY)
    assert text
    publish(MONDAY)
    report = CounsellingReport.objects.filter(organisation=crew.organisation).latest("pk")
    return Own(served, made, ended, text, report)
