"""A failure of data protection in the portal: reported, worked on, and the letters read."""

import io

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from pypdf import PdfReader

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.models import AccessRecord, Breach
from tests.accounts.digits import code_at
from tests.factories import person as people
from tests.factories.breaches import LETTER, REPORT, breach
from tests.factories.cast import MONDAY
from tests.factories.counselling import case, service
from tests.factories.data_requests import officer
from workflows import engine

pytestmark = pytest.mark.django_db


def page(client, name, /, *args, **data):
    url = reverse(f"portal:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def confirmed(client, user, *, factor=False):
    if factor:
        secret = generate_totp_secret()
        second_factor.set_up(user, secret, code_at(secret, now()), now=now())
    session = client.session
    confirming.note(session, now=now())
    session.save()
    return client


def words(answer):
    return answer.content.decode()


def test_anybody_reports_and_the_officer_finds_it(cast, visitor):
    wulan = officer(cast)
    eko = visitor(cast.eko)
    assert reverse("portal:report_breach") in words(page(eko, "home"))
    sent = page(eko, "report_breach", text=REPORT)
    made = Breach.objects.get()
    assert sent.url == reverse("portal:breach", args=[made.uid])
    assert "Dilaporkan" in words(page(eko, "breach", made.uid))
    assert page(eko, "breach_papers", made.uid).status_code == 404
    theirs = visitor(wulan)
    assert sent.url in words(page(theirs, "home"))
    assert sent.url in words(page(theirs, "data_requests"))
    asked = page(theirs, "breach_step", made.uid, "confirm")
    assert "Apa yang terjadi" in words(asked)
    assert visitor(cast.citra).get(sent.url).status_code == 404


def test_the_letter_is_read_by_whom_it_concerns_and_printed_by_the_officer(cast, visitor):
    wulan = officer(cast)
    made = breach(cast, wulan, "given")
    row = made.people.get(person=cast.maya)
    maya = visitor(cast.maya)
    there = page(maya, "breach", made.uid)
    assert "Surat untuk Anda" in words(there)
    assert "Eko" not in words(there)
    assert page(maya, "breach_papers", made.uid).status_code == 302
    confirmed(maya, cast.maya.user)
    before = AccessRecord.objects.count()
    read = words(page(maya, "breach_papers", made.uid, letter=row.uid))
    assert all(text in read for text in LETTER.values())
    assert REPORT not in read
    assert AccessRecord.objects.count() == before + len(LETTER)

    theirs = confirmed(visitor(wulan), wulan.user, factor=True)
    assert REPORT in words(page(theirs, "breach_papers", made.uid, all="1"))
    authority = made.people.get(person=None)
    for language in ("id", "en"):
        for to in (row, authority):
            printed = page(theirs, "breach_papers", made.uid, letter=to.uid, language=language)
            assert printed["Content-Type"] == "application/pdf"
            assert printed.content.startswith(b"%PDF")
    preview = words(page(theirs, "breach_papers", made.uid, letter=authority.uid))
    assert "menyangkut 1 orang" in preview
    told = words(page(theirs, "breach_step", made.uid, "record_told"))
    assert str(authority.uid) in told
    assert str(row.uid) not in told


def test_whose_case_it_is_stays_with_the_client(cast, visitor):
    wulan, nina = officer(cast), people.person("Nina Contoh", unit=cast.maya.unit)
    own = case(cast, service(cast), "in_service", client=nina)
    made = breach(cast, wulan, "described")
    data = {"identifier": str(own.uid)}
    made = engine.perform(made, "name_matter", by=wulan.user, now=MONDAY, data=data)
    theirs = confirmed(visitor(wulan), wulan.user, factor=True)
    row = made.people.get(matter=own.uid)
    for shown in (
        page(theirs, "breach", made.uid),
        page(theirs, "breach_step", made.uid, "record_told"),
        page(theirs, "breach_papers", made.uid, letter=row.uid),
    ):
        assert str(own.uid) in words(shown)
        assert "Nina" not in words(shown)
    letter = {"letter": row.uid, "language": "id"}
    assert "Nina" not in text_of(page(theirs, "breach_papers", made.uid, **letter))
    given = {"person": str(row.uid), "way": "portal"}
    engine.perform(made, "record_told", by=wulan.user, now=MONDAY, data=given)
    hers = confirmed(visitor(nina), nina.user)
    assert "Nina Contoh" in text_of(page(hers, "breach_papers", made.uid, **letter))


def test_the_count_does_not_tell_whose_case_it_is_and_says_so(cast, visitor):
    wulan, nina = officer(cast), people.person("Nina Contoh", unit=cast.maya.unit)
    eka = people.person("Eka Contoh", unit=cast.maya.unit)
    own = case(cast, service(cast), "in_service", client=nina)
    made = breach(cast, wulan, "described")
    theirs = confirmed(visitor(wulan), wulan.user, factor=True)
    authority = made.people.get(person=None)

    def told(name, **data):
        engine.perform(Breach.objects.get(), name, by=wulan.user, now=MONDAY, data=data)
        letter = words(page(theirs, "breach_papers", made.uid, letter=authority.uid))
        return words(page(theirs, "breach", made.uid)), letter

    assert not any("paling banyak" in said.lower() for said in told("name_person", who=eka.name))
    told("name_matter", identifier=str(own.uid))
    assert made.people.get(person=nina).matter == own.uid
    for said in told("name_person", who=nina.name):
        assert "aling banyak 4 orang" in said
        assert "dihitung dua kali" in said


def text_of(answer):
    return "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)


def test_a_moment_no_clock_knows_is_refused_at_its_field(cast, visitor):
    wulan = officer(cast)
    made = breach(cast, wulan)
    theirs = confirmed(visitor(wulan), wulan.user, factor=True)
    never = {"cause": "lost", "since": "0001-01-01T00:00", "until": "2026-06-01T08:00"}
    answer = page(theirs, "breach_step", made.uid, "confirm", **never, version=made.version)
    assert answer.status_code == 422
    assert "Hari itu terlalu jauh" in words(answer)
