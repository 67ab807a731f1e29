"""Slips on paper: one page for each unit, each slip offered once, a code that lets in once."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts import entries
from accounts.models import EntryKey
from mentoring.models import Slip
from mentoring.services import enrolment, slips
from tests.factories import organisation as organisations
from tests.factories import person as people
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)


@pytest.fixture
def programme():
    programme = make_programme()
    for name, office in (("Maya <i>Contoh", "Dinas A"), ("Budi Contoh", "Dinas B")):
        person = people.person(
            name,
            unit=organisations.unit(office),
            email="",
            nip=f"19900101201505100{len(office + name) % 9 + 1}",
        )
        enrolment.enrol(person, programme, role="mentee", now=NOW)
    return programme


def printed(programme, **asked):
    """The page of slips issued now."""
    return slips.as_page(programme, slips.issue(programme, **asked))


def test_a_slip_says_who_what_and_how_to_sign_in(programme):
    with translation.override("en"):
        page = printed(programme, now=NOW, real_now=NOW)

    assert page.count("<section>") == page.count("<article>") == 2
    assert "Maya &lt;i&gt;Contoh" in page
    assert "NIP 1990********100" in page
    assert "19900101" not in page
    assert "Mentoring Contoh 2026" in page
    assert Slip.objects.first().person.user.username in page
    assert page.index("Dinas A") < page.index("Dinas B")


def test_a_slip_is_offered_once_and_again_on_request(programme):
    printed(programme, now=NOW, real_now=NOW)

    assert "<article>" not in printed(programme, now=LATER, real_now=LATER)
    assert printed(programme, now=LATER, real_now=LATER, again=True).count("<article>") == 2
    assert set(Slip.objects.values_list("printed_at", flat=True)) == {NOW}


def codes(page):
    return re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page)


def test_a_slip_carries_a_qr_and_a_code_that_is_kept_nowhere(programme):
    page = printed(programme, now=NOW, real_now=NOW)

    assert page.count("data:image/svg+xml") == len(codes(page)) == 2
    kept = str(list(EntryKey.objects.values()))
    for user in (slip.person.user for slip in Slip.objects.all()):
        (key,) = [entries.recognise_code(user, code, now=NOW) for code in codes(page)
                  if entries.recognise_code(user, code, now=NOW)]  # fmt: skip
        assert entries.token_of(key) not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes(page))


def test_a_new_slip_ends_the_code_of_the_lost_one(programme):
    user = Slip.objects.order_by("pk").first().person.user
    lost = codes(printed(programme, now=NOW, real_now=NOW))
    (code,) = codes(printed(programme, now=LATER, real_now=LATER, username=user.username))

    assert entries.recognise_code(user, code, now=LATER)
    assert not any(entries.recognise_code(user, old, now=LATER) for old in lost)


def test_who_has_a_password_gets_a_code_only_when_asked_for_by_name(programme):
    user = Slip.objects.order_by("pk").first().person.user
    user.set_password("kuda biru terbang")
    user.save()

    assert len(codes(printed(programme, now=NOW, real_now=NOW, again=True))) == 1
    by_name = printed(programme, now=NOW, real_now=NOW, username=user.username)
    assert len(codes(by_name)) == 1


def test_printing_costs_the_same_statements_for_many(programme):
    user = Slip.objects.order_by("pk").first().person.user
    with CaptureQueriesContext(connection) as for_one:
        printed(programme, now=NOW, real_now=NOW, username=user.username)
    with CaptureQueriesContext(connection) as for_two:
        printed(programme, now=NOW, real_now=NOW, again=True)
    assert len(for_one) == len(for_two)
