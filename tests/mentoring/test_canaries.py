"""Words planted wherever somebody writes in confidence, then searched for everywhere else."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.apps import apps
from django.db import models

from mentoring.models import Agreement, Note, Person, Reflection, Relationship, Session
from mentoring.services import relationship as relationships
from mentoring.services import session as sessions
from notifications import rendering
from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY, cast
from tests.mentoring.stories.timetable import run_until
from workflows import engine
from workflows.errors import Refused
from workflows.models import RecordText

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
CANARY = re.compile(r"kenari-[a-z-]+")
HOMES = {
    "kenari-aim": {(Relationship, "aim"), (Agreement, "goals")},
    "kenari-goals": {(Agreement, "goals")},
    "kenari-line": {(RecordText, "content")},
    "kenari-shared": {(Note, "body")},
    "kenari-private": {(Note, "body")},
    "kenari-mentee": {(Reflection, "body")},
    "kenari-mentor": {(Reflection, "body")},
    # The pair's own calendars hold where they meet, so the invitation mailed to them does too.
    "kenari-place": {(Session, "place"), (Delivery, "calendar")},
    "kenari-link": {(Session, "link"), (Delivery, "calendar")},
}
INVITED = {"kenari-place", "kenari-link"}


@pytest.fixture
def crew(smtp_settings, caplog):
    """The cast after a whole life, with everything that was due rung and mailed."""
    caplog.set_level(logging.DEBUG)
    crew = cast()
    _live(crew)
    run_until(MONDAY + 300 * DAY)
    return crew


def _live(crew):
    maya, budi, citra = crew.maya.user, crew.budi.person.user, crew.citra.user
    pair = relationships.ask(
        crew.programme, crew.maya, "kenari-aim", by=maya, now=MONDAY, submit=True
    )

    def do(subject, name, by, now=MONDAY, **data):
        run_until(now)
        return engine.perform(subject, name, by=by, now=now, data=data)

    do(pair, "offer", citra, practitioner=crew.budi.uid)
    do(pair, "accept", budi)
    terms = {"frequency_days": 14, "ends_on": (MONDAY + 100 * DAY).date()}
    do(pair, "propose_terms", maya, goals="kenari-goals", **terms)
    do(pair, "sign", maya)
    do(pair, "sign", budi)
    do(pair, "update_status", budi, MONDAY + DAY, status="attention", line="kenari-line")
    where = {"place": "kenari-place", "link": "https://kenari-link.example.go.id"}
    starts = MONDAY + 3 * DAY
    held = sessions.propose(pair, starts, starts + DAY / 24, by=budi, now=MONDAY + DAY, **where)
    do(held, "confirm", maya, MONDAY + DAY)
    moved = {"starts_at": starts + DAY, "ends_at": starts + DAY + DAY / 24}
    do(held, "move", maya, MONDAY + DAY, **moved)
    do(held, "confirm", budi, MONDAY + DAY)
    do(held, "confirm_held", maya, MONDAY + 5 * DAY)
    do(held, "confirm_held", budi, MONDAY + 5 * DAY)
    do(held, "file_note", budi, MONDAY + 5 * DAY, kind="shared", body="kenari-shared")
    do(held, "file_note", maya, MONDAY + 5 * DAY, kind="private", body="kenari-private")
    with pytest.raises(Refused) as refused:  # what is refused does not repeat it either
        do(pair, "reflect", maya, MONDAY + 20 * DAY, reflection="kenari-mentee", rating=9)
    assert "kenari" not in f"{refused.value!r} {vars(refused.value)}"
    do(pair, "start_closing", maya, MONDAY + 20 * DAY, reason="goals_met")
    do(pair, "reflect", maya, MONDAY + 20 * DAY, reflection="kenari-mentee", rating=5)
    do(pair, "reflect", budi, MONDAY + 20 * DAY, reflection="kenari-mentor", rating=5)


def _columns() -> Iterator[tuple[type[models.Model], str, str]]:
    """Every text in every table."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if isinstance(value, dict | list):
                    value = json.dumps(value, default=str)
                yield model, field.name, str(value)


def _words(mail: EmailMessage) -> dict[str, str]:
    """By content type; headers under an empty one."""
    parts = {
        part.get_content_type(): str(part.get_content())
        for part in mail.walk()
        if not part.is_multipart()
    }
    return {"": str(mail.items()), **parts}


def test_what_is_told_in_confidence_stays_where_it_was_written(crew):
    found: dict[str, set[tuple[type[models.Model], str]]] = {}
    for model, column, text in _columns():
        for canary in CANARY.findall(text):
            found.setdefault(canary.rstrip("-"), set()).add((model, column))
    assert found == HOMES


def test_mails_say_where_the_two_meet_to_nobody_else_and_nothing_more(crew, smtp_settings):
    assert len(smtp_settings.messages) > 10
    pair = {crew.maya.user.email, crew.budi.person.user.email}
    for mail in smtp_settings.messages:
        for kind, text in _words(mail).items():
            heard = set(CANARY.findall(text))
            assert heard <= (INVITED if kind == "text/calendar" else set()), (kind, text)
            assert not heard or mail["X-RcptTo"] in pair


def test_the_portal_shows_none_of_it_in_any_notice(crew):
    for notice in Notice.objects.select_related("recipient"):
        for language in ("id", "en"):
            notice.recipient.language = language
            assert "kenari" not in str(rendering.shown(notice))


def test_no_log_line_holds_it(crew, caplog):
    ours = [line for line in caplog.records if not line.name.startswith("django.db")]
    assert not [line for line in ours if "kenari" in line.getMessage()]


def test_no_number_of_a_person_stands_anywhere_but_with_the_person(crew, smtp_settings):
    numbers = set(Person.objects.exclude(nip=None).values_list("nip", flat=True))
    for model, column, text in _columns():
        if (model, column) != (Person, "nip"):
            assert not [number for number in numbers if number in text], (model, column)
    for mail in smtp_settings.messages:
        for text in _words(mail).values():
            assert not [number for number in numbers if number in text]
