"""Wish 9: "The wrong people can read it."

Drawn from zammad/zammad #1121 (the reminder to the agents is visible to the customer, with all
their addresses) and LamplightCRM/feedback #384 (staff open the whole team's diary, and from there
what was said).
"""

import re

import pytest

from tests.factories.cast import MONDAY, another_mentor, cast
from tests.factories.relationship import AIM, TERMS, relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import run_until, told
from tests.moments import at
from workflows import engine

pytestmark = pytest.mark.django_db(transaction=True)

LATE = at("2026-07-31 18:00")
SECRET = "kenari-catatan"


@pytest.fixture
def crew():
    return cast()


@pytest.fixture(autouse=True)
def held(crew):
    """The session of a pair that has written things down; the mentor's status update stays away."""
    maya, budi = crew.maya.user, crew.budi.person.user
    pair = relationship(crew, "agreement")
    pair = engine.perform(pair, "propose_terms", by=maya, now=MONDAY, data=TERMS)
    for by in (maya, budi):
        pair = engine.perform(pair, "sign", by=by, now=MONDAY)
    held = session(pair, "held")
    note = {"kind": "shared", "body": SECRET}
    return engine.perform(held, "file_note", by=budi, now=at("2026-06-15 11:00"), data=note)


def visit(client, person, *addresses):
    client.force_login(person.user)
    return [client.get(address) for address in addresses]


def test_mails_to_superiors_and_office_hold_nothing_of_what_the_pair_wrote(crew, smtp_settings):
    """Zammad #1121, Lamplight #384: who must know that it is late need not know what it is."""
    run_until(LATE)

    officials = (crew.sari, crew.citra)
    for person in officials:
        mails = smtp_settings.to(person.user.email)
        assert mails
        for mail in mails:
            words = mail["Subject"] + mail.get_body(("plain",)).get_content()
            for content in (AIM, TERMS["goals"], SECRET, "rapat"):
                assert content not in words


def test_the_mail_about_one_persons_lateness_names_no_other_readers(crew, smtp_settings):
    """Zammad #1121: the reminder showed the customer the addresses of all agents."""
    run_until(LATE)

    mails = smtp_settings.messages
    assert len(mails) > 10
    for mail in mails:
        text = str(mail["To"]) + str(mail["Cc"]) + mail.get_body(("plain",)).get_content()
        addresses = set(re.findall(r"[\w.-]+@example\.go\.id", text))
        assert addresses == {str(mail["X-RcptTo"])}


def test_the_mentee_sees_nothing_of_the_escalation(crew, held, client, monkeypatch):
    """Zammad #1121: what was meant for the agents stood in the customer's view of the ticket."""
    run_until(LATE)
    readers = {line.who for line in told(MONDAY, about="escalation.status_update")}
    assert readers == {"Sari", "Citra"}
    monkeypatch.setattr("workflows.now.database_time", lambda: LATE)

    item = f"/relationships/{held.relationship.uid}/"
    for page in visit(client, crew.maya, "/", "/inbox/", item):
        shown = page.content.decode()
        assert page.status_code == 200
        for official in (crew.sari, crew.hadi):
            assert official.name not in shown


def test_a_colleague_finds_neither_the_meeting_nor_the_note(crew, held, client, monkeypatch):
    """Lamplight #384: a click in the team's diary opened the other counsellor's record."""
    tono = another_mentor(crew).person
    monkeypatch.setattr("workflows.now.database_time", lambda: at("2026-06-16 09:00"))

    item, met = f"/relationships/{held.relationship.uid}/", f"/sessions/{held.uid}/"
    for stranger in (tono, crew.eko):
        assert [page.status_code for page in visit(client, stranger, item, met)] == [404, 404]
        [home] = visit(client, stranger, "/")
        assert "Maya" not in home.content.decode()
    [page] = visit(client, crew.budi.person, met)
    assert SECRET in page.content.decode()
    [page] = visit(client, crew.citra, met)
    assert SECRET not in page.content.decode()
