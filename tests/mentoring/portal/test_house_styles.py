"""A coordinator writes a mail in their own words: checked, seen first, sent, and taken back."""

import re

import pytest

from mentoring.models import HouseStyle
from mentoring.queries.house_styles import of_organisation, written
from mentoring.services import house_styles
from notifications import gathered, rendering
from notifications.kinds import Manner
from notifications.models import Notice
from tests.factories.cast import MONDAY, another_mentor
from tests.factories.lateness import EARLIER
from tests.factories.programme import enrolment
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

OWN = {
    "subject": "Mohon bantuan untuk {mentee}",
    "body": "Salam dari BKPSDM.\n\n{text}\n\nTanya kami di ruang 3.",
}


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def page(cast):
    return f"/organisations/{cast.organisation.uid}/texts/"


def test_own_words_are_seen_first_then_sent_and_can_be_taken_back(cast, citra, page):
    address = f"{page}offer.made/id/"
    begun = citra.get(address).content.decode()
    assert 'value="Anda diminta mendampingi {mentee} dalam {discipline}"' in begun
    seen = citra.post(address, {**OWN, "do": "try"})
    assert "Mohon bantuan untuk Maya Contoh" in words(seen)
    assert not HouseStyle.objects.exists()
    citra.post(page, {"letterhead": "Pemerintah Kabupaten Contoh\r\n\r\n Jalan Contoh 1 "})
    answer = citra.post(address, {**OWN, "do": "keep"}, follow=True)
    assert "These words are sent from now on." in words(answer)
    relationship(cast, "offered")
    notice = Notice.objects.get(kind="offer.made")
    mail = rendering.mail(notice)
    assert mail.subject == "Mohon bantuan untuk Maya Contoh"
    assert mail.text.startswith("Pemerintah Kabupaten Contoh\nJalan Contoh 1\n\nYth.")
    assert "Salam dari BKPSDM." in mail.text
    assert "Tanpa jawaban" in mail.text
    assert "Jalan Contoh 1" in mail.html
    citra.post(address, {"do": "reset"})
    notice = Notice.objects.get(pk=notice.pk)
    assert rendering.mail(notice).subject == "Anda diminta mendampingi Maya Contoh dalam mentoring"


def in_own_words(cast, code, subject, body):
    kind = next(one for one in house_styles.editable() if one.code == code)
    house_styles.keep_text(
        cast.organisation, kind, "id", subject, body, by=cast.citra.user, now=MONDAY
    )


def test_the_portal_and_the_api_say_the_same_as_the_mail(cast, visitor):
    relationship(cast, "offered")
    in_own_words(cast, "offer.made", **OWN)
    notice = Notice.objects.get(kind="offer.made")
    budi = visitor(cast.budi.person)
    assert "Mohon bantuan untuk Maya Contoh" in words(budi.get("/inbox/"))
    page = words(budi.get(f"/inbox/{notice.pk}"))
    assert "Mohon bantuan untuk Maya Contoh" in page
    assert "Salam dari BKPSDM." in page
    for address in ("/api/v1/notices/", f"/api/v1/notices/{notice.pk}/"):
        answer = budi.get(address).json()
        (told,) = answer.get("results", [answer])
        assert told["subject"] == "Mohon bantuan untuk Maya Contoh"
        assert "Salam dari BKPSDM." in told["body"]


def test_the_mail_of_the_day_has_the_own_subject_as_its_line(cast):
    relationship(cast, "active")
    in_own_words(cast, "relationship.started", "Selamat: {discipline} bersama {other}", "{text}")
    notice = Notice.objects.get(kind="relationship.started")
    told = [(Manner.REMINDED, notice), (Manner.NEWS, notice)]
    mail = gathered.mail(told)
    assert mail.text.count("- Selamat: mentoring bersama ") == 2
    assert mail.html.count("Selamat: mentoring bersama ") == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"body": "Halo\n{text}\n{secret}"}, "Line 3: there is no {secret} in this mail."),
        ({"body": "Halo {mentee}"}, "{until} is missing"),
        ({"body": "{text} {"}, "Line 1: a brace has no partner."),
        ({"body": "{{ text }}"}, "Line 1: a brace has no partner."),
        ({"subject": "{text}"}, "Line 1: there is no {text} in this mail."),
        ({"subject": ""}, "This field is required."),
        ({"body": "{text}" + "x" * 5000}, "at most 4000"),
    ],
)
def test_words_that_would_mislead_are_refused_by_name_and_line(citra, page, given, said):
    for do in ("try", "keep"):
        answer = citra.post(f"{page}offer.made/id/", {**OWN, **given, "do": do})
        assert answer.status_code == 422
        assert said in words(answer)
    assert not HouseStyle.objects.exists()


def test_a_word_without_a_value_is_never_sent_as_a_hole(cast):
    relationship(cast, "offered")
    notice = Notice.objects.get(kind="offer.made")
    in_own_words(cast, "offer.made", "{mentee} {until}", "{mentee} {until} {discipline}")
    assert re.fullmatch(r"Maya Contoh \w+ \d+ \w+ \d{4} pukul .*", rendering.mail(notice).subject)
    notice.facts["until"] = None
    assert rendering.mail(notice).subject == "Anda diminta mendampingi Maya Contoh dalam mentoring"
    english = written(of_organisation(cast.organisation), "offer.made", "en")
    assert (english.subject, english.body) == ("", "")


def test_a_list_of_many_has_own_words_of_its_own(cast, citra, page):
    address = f"{page}escalation.first_session.list/en/"
    begun = words(citra.get(address))
    assert "{list}" in begun
    for late in ("Budi", "Sari", "Tono"):
        assert f"- {late} Contoh (" in begun
    mine = {"subject": "{many} in {programme}", "body": "Since {due}:\n{list}", "do": "keep"}
    answer = citra.post(address, {**mine, "body": "Since {due}"})
    assert "{list} is missing" in words(answer)
    citra.post(address, mine)
    enrolment(cast.eko, cast.programme)
    relationship(cast, "active", now=EARLIER)
    while ring_due(MONDAY):
        pass
    alone = Notice.objects.get(kind="escalation.first_session", not_sent="")
    assert "Mentoring Contoh 2026" not in rendering.mail(alone).subject
    dewi = another_mentor(cast, "Dewi Contoh")
    relationship(cast, "active", mentee=cast.eko, practitioner=dewi, now=EARLIER)
    while ring_due(MONDAY):
        pass
    mail = rendering.mail(Notice.objects.get(pk=alone.pk))
    assert mail.subject == "2 in Mentoring Contoh 2026"
    assert re.search(r"Since .*:\n- Budi Contoh .*\n- Dewi Contoh \(Eko", mail.text)


def test_no_mail_is_begun_with_a_made_up_name(cast):
    for kind in house_styles.editable():
        for language in house_styles.LANGUAGES:
            text = house_styles.first_subject(kind, language, to=cast.citra.user, now=MONDAY)
            assert "Contoh" not in text


def test_every_mail_that_may_be_changed_can_be_shown_with_made_up_people(cast, citra, page):
    answer = citra.get(page)
    assert len(re.findall(r'class="row"', answer.content.decode())) == len(house_styles.editable())
    assert not re.search(r"<strong>[a-z]+\.[a-z_]+</strong>", answer.content.decode())


@pytest.mark.parametrize("path", ["reminder.session_soon/id/", "offer.made/fr/", "no.such/id/"])
def test_what_is_no_mail_or_no_language_has_no_page(citra, page, path):
    assert citra.get(page + path).status_code == 404
