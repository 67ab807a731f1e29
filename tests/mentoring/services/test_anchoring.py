"""Once a day how far every chain has come is written down outside, and auditors are told."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from mentoring.models import Appointment
from mentoring.queries import anchors as queries
from mentoring.services import anchoring
from notifications.models import Incident, Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from workflows import anchors
from workflows.models import Anchor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def place(settings, tmp_path):
    settings.ANCHOR_DIR = str(tmp_path / "outside")
    return tmp_path / "outside"


@pytest.fixture
def crew(place):
    crew = cast()
    relationship(crew, "offered")
    return crew


def appoint(person, organisation, **dates):
    Appointment.objects.create(person=person, organisation=organisation, role="auditor", **dates)


def test_each_day_has_its_file(crew, place):
    for moment in (MONDAY, MONDAY + timedelta(hours=1), MONDAY + DAY, MONDAY + 2 * DAY):
        assert anchoring.look(moment)
    assert [row.number for row in Anchor.objects.order_by("number")] == [1, 2, 3]
    assert len(list(place.glob("anchor-*.jsonl"))) == 3
    assert queries.outside().wrong == ()
    assert list(queries.findings(queries.outside())) == []


def test_only_what_has_moved_is_written_again(crew, place):
    """What moved within a day before the last file is named twice: it may have been stored late."""
    for days in (0, 3, 6):
        anchoring.look(MONDAY + days * DAY)
    assert [len(anchor.heads) for anchor in queries.outside().found] == [1, 1, 0]


def test_current_auditors_receive_the_digest(crew):
    appoint(crew.citra, crew.organisation, valid_from=MONDAY.date(), valid_to=MONDAY.date())
    anchoring.look(MONDAY)
    anchoring.look(MONDAY + DAY)
    notice = Notice.objects.get(kind="trail.anchored")
    assert notice.recipient == crew.citra.user
    assert notice.facts["digest"] == Anchor.objects.get(number=1).digest


def test_cut_short_between_file_and_register_it_goes_on(crew, place):
    anchor = anchoring.write(place, MONDAY)
    assert not Anchor.objects.exists()
    assert anchoring.look(MONDAY + timedelta(hours=1))
    assert Anchor.objects.get().digest == anchor.digest
    assert not anchoring.settle(anchor, MONDAY)


def test_a_place_that_takes_no_file_is_an_incident_until_it_does(crew, place):
    place.parent.mkdir(exist_ok=True)
    place.write_text("a file where the folder should be")
    assert not anchoring.look(MONDAY)
    assert Incident.objects.open().get().reason == "anchor_failed"
    place.unlink()
    assert anchoring.look(MONDAY)
    assert not Incident.objects.open().exists()


def test_nothing_is_written_where_there_is_no_place(crew, settings):
    settings.ANCHOR_DIR = ""
    assert anchoring.look(MONDAY)
    assert not Anchor.objects.exists()


def test_a_register_that_was_changed_differs_from_the_files(crew, place):
    anchoring.look(MONDAY)
    Anchor.objects.update(digest="0" * 64)
    assert [found.code for found in queries.findings(queries.outside())] == ["anchor"]


def test_the_command_holds_a_mail_against_its_file(crew, place, capsys):
    anchoring.look(MONDAY)
    digest = Anchor.objects.get().digest
    call_command("verify_chain", digest=f"1:{digest}")
    assert "1 of them stand in 1 files outside" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_chain", digest=f"1:{'0' * 64}")
    with pytest.raises(CommandError):
        call_command("verify_chain", digest=f"2:{digest}")


def test_the_command_prints_the_public_keys(db, settings, capsys):
    call_command("verify_chain", keys=True)
    assert capsys.readouterr().out.split() == [
        "test",
        anchors.public_key(settings.ANCHOR_KEYS["test"]),
    ]
