"""Who reads all mails of fifty people cannot tell who has a counselling case.

What its client is told leaves in the same words, at the same time and in the same size as what
everybody is told whose mentor shares a note; the mails of all others stay as they were without it.
"""

import re
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db import connection

from mentoring.models import CounsellingCase
from tests.factories.cast import another_mentee, another_mentor, cast
from tests.factories.counselling import WAYS, case, moved, service
from tests.factories.kept import ledger
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import run_until
from tests.moments import at
from tests.servers import emptying
from workflows import engine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]

MONDAY = at("2026-06-08 09:00")
# In office hours, in the evening, and on a Sunday; each time something is told.
TOLD = [at("2026-06-16 10:00"), at("2026-06-16 20:30"), at("2026-06-21 11:00")]
OVER = at("2026-06-23 09:00")
PAIRS = 25
NEUTRAL = "Ada sesuatu untuk Anda di portal"
OWN = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[\w.-]+@example\.go\.id")
CHANGING = {"To", "Date", "Message-ID", "X-RcptTo"}


def office():
    """Fifty people in pairs that have met; the last mentee may come to have a case."""
    crew = cast(capacity=PAIRS)
    met = []
    for number in range(PAIRS):
        mentee = fresh(another_mentee)(crew, f"Peserta {number:02} Contoh")
        mentor = fresh(another_mentor)(crew, f"Mentor {number:02} Contoh")
        people = {"mentee": mentee, "practitioner": mentor}
        pair = fresh(relationship)(crew, "active", now=MONDAY, **people)
        begins = MONDAY + timedelta(days=1)
        met.append(fresh(session)(pair, "held", starts_at=begins, now=MONDAY))
    return crew, service(crew), met


def fresh(factory):
    """Without keeping what it wrote for another test, since each call is made once."""
    return factory.__wrapped__


def mails(postbox, *, confided):
    """All mails to the fifty: every mentor shares a note every time; but if something was confided,
    the last mentee is told of that instead."""
    crew, served, met = office()
    run_until(TOLD[0] - timedelta(minutes=1))
    postbox.messages.clear()
    for number, moment in enumerate(TOLD):
        run_until(moment)
        for held in met[:-1] if confided else met:
            data = {"kind": "shared", "body": "Catatan (contoh)"}
            engine.perform(
                held, "file_note", by=held.practitioner.person.user, now=moment, data=data
            )
        if confided:
            tells(crew, served, met[-1].mentee, number, moment)
    run_until(OVER)
    both = [one for held in met for one in (held.mentee, held.practitioner.person)]
    people = {one.user.email: one.display_name for one in both}
    found = [mail for mail in postbox.messages if mail["X-RcptTo"] in people]
    return [(mail["X-RcptTo"], mail, shape(people[mail["X-RcptTo"]], mail)) for mail in found]


def tells(crew, served, client, number, moment):
    """One thing more is told: it is received, a counsellor is found, the counsellor begins."""
    if not number:
        case(crew, served, client=client, now=moment)
    made = CounsellingCase.objects.get()
    steps = [WAYS["triaged"], WAYS["assigned"][1:], WAYS["in_service"][3:]][number]
    moved(made, served, steps, now=moment)


def shape(name, mail):
    """Of a mail everything but to whom it goes, which it is and what it is called."""
    heads = {head: value for head, value in mail.items() if head not in CHANGING}
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    text = OWN.sub("", "\n".join([repr(sorted(heads.items())), *parts]))
    return re.sub(r"boundary=\S+", "", text.replace(name, "NAME"))


def test_the_client_is_one_of_fifty(smtp_settings):
    without = mails(smtp_settings, confided=False)
    everything_is_forgotten()
    with_it = mails(smtp_settings, confided=True)

    neutral = [(address, mail["Date"], one) for address, mail, one in with_it if is_neutral(mail)]
    assert len({one for _, _, one in neutral}) == 1
    dates = defaultdict(list)
    for address, date, _one in neutral:
        dates[address].append(date)
    assert len(dates) == PAIRS
    assert {len(found) for found in dates.values()} == {len(TOLD)}
    assert len({tuple(found) for found in dates.values()}) == 1

    def everything(found):
        return Counter((address, mail["Date"], one) for address, mail, one in found)

    assert everything(without) == everything(with_it)


def is_neutral(mail):
    return mail["Subject"] == NEUTRAL


def everything_is_forgotten():
    emptying.empty(sorted({*connection.introspection.django_table_names()} - set(emptying.FILLED)))
    ledger.restart()
