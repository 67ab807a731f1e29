"""The auditor's page: read only, for as long as appointed, behind a second factor."""

import io
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.models import JournalEntry
from mentoring.vocabulary import AppointedRole
from tests.accounts.digits import code_at
from tests.factories import person as people
from tests.factories.cast import MONDAY
from workflows import now as clock

pytestmark = pytest.mark.django_db

DAYS = {"first": "2026-06-01", "last": "2026-06-08"}


@pytest.fixture
def auditor(cast):
    made = people.appointment(cast.eko, AppointedRole.AUDITOR)
    made.valid_to = MONDAY.date() + timedelta(days=30)
    made.save(update_fields=["valid_to"])
    return cast.eko


@pytest.fixture
def client(visitor, auditor):
    """Signed in, with a second factor, and just asked for it."""
    secret, at = generate_totp_secret(), now()
    second_factor.set_up(auditor.user, secret, code_at(secret, at), now=at)
    client = visitor(auditor)
    session = client.session
    confirming.note(session, now=at)
    session.save()
    return client


def test_an_auditor_reads_and_takes_evidence_along(client, auditor):
    page = client.get("/trail/")
    assert page.status_code == 200
    answer = client.post("/trail/", DAYS)
    assert "bimbing-bukti-2026-06-01-2026-06-08.zip" in answer["Content-Disposition"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {"manifest.json", "manifest.sig", "records.jsonl", "verify.py"} <= set(packed.namelist())
    assert JournalEntry.objects.get(what="evidence_taken").actor == auditor.user


@pytest.mark.parametrize(
    "days",
    [
        *(("x", ""), ("2026-06-08", "2026-06-01"), ("2020-01-01", "2026-01-01")),
        *(("9999-12-30", "9999-12-31"), ("0001-01-01", "0001-01-02")),
    ],
)
def test_days_that_cannot_be_are_refused(client, days):
    given = dict(zip(("first", "last"), days, strict=True))
    assert client.post("/trail/", given).status_code == 422
    assert not JournalEntry.objects.filter(what="evidence_taken").exists()


def test_without_a_second_factor_nobody_gets_in(visitor, auditor):
    assert visitor(auditor).get("/trail/")["Location"].endswith("/second-factor/")
    assert visitor(auditor).post("/trail/", DAYS).status_code == 302
    assert not JournalEntry.objects.filter(what="evidence_taken").exists()


@pytest.mark.parametrize("name", ["citra", "hadi", "maya"])
def test_others_have_no_such_page(cast, visitor, name):
    assert visitor(getattr(cast, name)).get("/trail/").status_code == 404


def test_once_the_days_are_over_the_page_is_gone(cast, client, monkeypatch):
    later = MONDAY + timedelta(days=31)
    monkeypatch.setattr(clock, "database_time", lambda: later)
    assert client.get("/trail/").status_code == 404
