"""Words planted in a counselling on performance, searched for everywhere but under its key."""

import json
import logging
from datetime import timedelta

import pytest
from django.apps import apps

from mentoring.models import PerformanceCounselling
from mentoring.services import performance, programs
from notifications import rendering
from notifications.models import Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.performance import counselling, official
from tests.mentoring.stories.timetable import run_until

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = {name: f"kenari-{name}: empat kata lagi saja" for name in ("behaviour", "result")}
TEXTS["statement"] = "kenari-statement: empat kata lagi saja"
PLACE = "Ruang Contoh 2"


@pytest.fixture
def told(smtp_settings, caplog):
    """A whole life, in which somebody is late at the end, with everything rung and mailed."""
    caplog.set_level(logging.DEBUG)
    crew = cast()
    topics = ["answers", "late", "reminders"]
    programs.add(
        crew.organisation, "https://example.go.id/", topics, by=crew.citra.user, now=MONDAY
    )
    item = counselling(crew, "follow_up", counsellor=official(crew), texts=TEXTS)
    run_until(MONDAY + timedelta(days=120))
    return crew, item


def columns():
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                text = value if isinstance(value, str) else json.dumps(value, default=repr)
                yield (model, field.name), text


def words(mail):
    parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
    return " ".join([str(mail.items()), *parts])


def test_what_is_told_stands_in_no_table_and_the_place_in_one(told):
    found = list(columns())
    assert [where for where, text in found if "kenari" in text] == []
    assert {where for where, text in found if PLACE in text} == {(PerformanceCounselling, "place")}


def test_it_is_there_for_who_may_open_it(told):
    crew, item = told
    opened = performance.read(item, by=crew.maya.user, now=MONDAY)
    assert opened.texts == TEXTS
    assert "kenari" not in repr(opened)


def test_no_mail_and_no_notice_says_it(told, smtp_settings):
    assert len(smtp_settings.messages) > 5
    for mail in smtp_settings.messages:
        assert not [text for text in ("kenari", PLACE) if text in words(mail)]
    for notice in Notice.objects.select_related("recipient"):
        for language in ("id", "en"):
            notice.recipient.language = language
            assert not [text for text in ("kenari", PLACE) if text in str(rendering.shown(notice))]


def test_no_log_line_holds_it(told, caplog):
    ours = [line for line in caplog.records if not line.name.startswith("django.db")]
    assert not [line for line in ours if "kenari" in line.getMessage()]


def test_no_program_is_told(told):
    rows = Notice.objects.filter(subject_kind="performance_counselling")
    assert rows.count() > 10
    assert not rows.exclude(disclosure="B").exists()
    assert not rows.filter(deliveries__channel__in=("webhook", "room")).exists()
