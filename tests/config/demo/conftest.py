"""The demo's pages on a folder of their own, and a mail to put into it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.demo import agency, clock, founding
from config.demo.catcher import Catcher
from config.demo.middleware import with_phones
from mentoring.models import Enrolment, Organisation, Person, Programme
from mentoring.services import defaults, people
from mentoring.services import relationship as relationships
from mentoring.vocabulary import EnrolmentRole
from notifications.channels.email import message
from notifications.channels.protocol import Copy
from tests.factories.cast import MONDAY
from workflows import engine
from workflows.now import now

COPY = Copy(
    address="maya-contoh@example.go.id",
    name="Maya Contoh",
    message_id="<1@example.go.id>",
    date=datetime(2026, 3, 26, 0, 30, tzinfo=UTC),
    subject="Pengingat <tawaran>",
    text="Batas: Jumat <27 Maret>.",
    html="<p>Batas: <b>Jumat</b>.</p><script>alert(1)</script>",
)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "config.demo"]
    settings.LOGIN_URL = "demo_entrance"
    settings.ROOT_URLCONF = "config.demo.urls"
    settings.MIDDLEWARE = with_phones(settings.MIDDLEWARE)
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def agency_there(folder: Path) -> None:
    """Founded, with the mentee whom the roster would bring, on the day the story begins."""
    defaults.load(MONDAY)
    founding.found()
    clock.set_to(clock.STORY_BEGINS)
    maya = next(member for member in agency.members() if member.key == agency.MAYA)
    organisation = Organisation.objects.get()
    person = people.register(
        name=maya.name, nip=maya.nip, kind=maya.kind, organisation=organisation,
        unit=organisation.units.get(name=agency.OFFICES[agency.HEALTH][0]),
        position=maya.position, level=maya.level, email=maya.email, zone=organisation.zone,
    )  # fmt: skip
    programme = Programme.objects.get()
    Enrolment.objects.create(programme=programme, person=person, role=EnrolmentRole.MENTEE)


@pytest.fixture
def offer_waits(agency_there, folder: Path) -> None:
    """As the story leaves the stage: Maya has asked, and it is Bambang's turn to answer."""
    clock.set_to(clock.wib("2026-03-17 10:00"))
    maya, citra, bambang = map(somebody, (agency.MAYA, agency.CITRA, agency.BAMBANG))
    tie = relationships.ask(
        Programme.objects.get(), maya, "Inovasi (contoh)", by=maya.user, now=now(), submit=True
    )
    to = {"practitioner": bambang.practitioner.uid}
    engine.perform(tie, "offer", by=citra.user, now=now(), data=to)
    (folder.parent / "story-played").touch()


def somebody(key: str) -> Person:
    return Person.objects.get(name=agency.CAST[key])


def arrives(folder: Path, copy: Copy = COPY) -> None:
    Catcher(folder).keep(copy.address, message(copy).message().as_bytes())
