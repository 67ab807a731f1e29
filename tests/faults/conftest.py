"""Many drafts with a reminder due, on a database that real processes share."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from mentoring.models import Person, Relationship
from notifications.models import Delivery, Notice
from tests.factories.organisation import organisation
from tests.factories.person import person
from tests.factories.programme import programme
from tests.moments import at
from tests.servers.databases import SharedDatabase
from tests.servers.smtp import Postbox
from workflows import engine
from workflows import now as clock
from workflows.models import Deadline

BEGUN = at("2026-06-08 09:00")
DUE = at("2026-06-15 09:00")
PATIENCE = 300.0  # seconds without any progress; a bound against hanging, not a measurement


@dataclass
class Reminders:
    """Drafts that nobody has sent off; each mentee is to be reminded once, by one mail."""

    database: SharedDatabase
    postbox: Postbox
    number: int

    def move_clock_to(self, moment) -> None:
        clock.set_offset(round((moment - clock.database_time()).total_seconds()))

    def pass_leases(self) -> None:
        """What a killed sender holds becomes free again, without anybody waiting for it."""
        self.move_clock_to(clock.now() + timedelta(minutes=3))

    def arrived(self) -> int:
        return len(self.postbox.messages)

    def settled(self) -> bool:
        waiting = Deadline.objects.open().filter(next_due_at__lte=clock.now())
        return (
            not waiting.exists()
            and Notice.objects.count() == self.number
            and not Delivery.objects.exclude(state="sent").exists()
        )

    def wait_for(self, reached: Callable[[], bool], what: str) -> None:
        seen, patience = -1, time.monotonic() + PATIENCE
        while not reached():
            if self.arrived() != seen:
                seen, patience = self.arrived(), time.monotonic() + PATIENCE
            if time.monotonic() > patience:
                pytest.fail(f"{what}: nothing moves after {seen} mails")
            time.sleep(0.05)

    def assert_everybody_was_told_once(self, *, strikes: int, senders: int) -> None:
        """One notice and one Message-ID a person; extra copies at most one a strike, declared."""
        causes = Counter(Notice.objects.values_list("recipient", flat=True))
        assert len(causes) == self.number
        assert set(causes.values()) == {1}
        ids: dict[str, set[str]] = {}
        for mail in self.postbox.messages:
            ids.setdefault(str(mail["X-RcptTo"]), set()).add(str(mail["Message-ID"]))
        assert len(ids) == self.number
        assert {len(found) for found in ids.values()} == {1}
        extra = self.arrived() - self.number
        declared = sum(Delivery.objects.values_list("possible_duplicate", flat=True))
        assert extra <= strikes
        assert extra <= declared <= strikes * senders
        verdict = self.database.run("audit", check=False)
        assert verdict.returncode == 0, verdict.stderr


@pytest.fixture
def reminders(shared_database, smtp_server) -> Callable[[int], Reminders]:
    """`reminders(2000)`: that many drafts whose mentees are due to be reminded now."""

    def prepare(number: int) -> Reminders:
        shared_database.make_durable()
        shared_database.run("load_defaults")
        shared_database.extra |= {
            "EMAIL_HOST": smtp_server.host,
            "EMAIL_PORT": str(smtp_server.port),
        }
        found = Reminders(shared_database, smtp_server, number)
        found.move_clock_to(BEGUN)
        _begin_drafts(number)
        found.move_clock_to(DUE)
        return found

    return prepare


def _begin_drafts(number: int) -> None:
    """The documented escape for bulk data: people are inserted; drafts begin by the one door."""
    home = organisation()
    course = programme(organisation=home)
    example = person("Contoh Pertama", organisation=home)
    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"contoh{n}", email=f"contoh{n}@example.go.id", password="!")
        for n in range(number)
    )
    mentees = Person.objects.bulk_create(
        Person(
            user=user,
            name=f"Contoh {n}",
            kind=example.kind,
            organisation=home,
            unit=example.unit,
        )
        for n, user in enumerate(users)
    )
    for mentee in mentees:
        draft = Relationship(
            programme=course, organisation=home, discipline=course.discipline, mentee=mentee
        )
        engine.begin(draft, by=mentee.user, now=BEGUN)


@pytest.fixture
def seed() -> int:
    """Printed with a failure; FAULT_SEED= repeats it."""
    chosen = int(os.environ.get("FAULT_SEED", random.SystemRandom().randrange(10**6)))
    print(f"FAULT_SEED={chosen}")  # noqa: T201 shown with a failure
    return chosen


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "processes.log"
