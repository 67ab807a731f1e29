"""Somebody in a life tells something: through the page, as its form sends it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from mentoring.models import Person
from tests.canaries.flock import MARK, Flock, Kind
from tests.canaries.kinds import SENT_OTHERWISE
from tests.canaries.visitor import Answer, Visitor
from tests.factories.cast import MONDAY, Cast
from tests.factories.counselling import Service

ZONE = ZoneInfo("Asia/Jakarta")
HOURS = range(8, 17)
DAYS = (2, 3, 4, 7, 8)  # after Monday, before the tenth day
SENT = (302, 303)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who answers, counsels and decides in every life, and the agency they do it in."""

    crew: Cast
    served: Service
    official: Person
    officer: Person
    emergency: Person


class Telling:
    """`visitors` are signed in; `number` chooses hours of its own."""

    def __init__(
        self,
        number: int,
        client: Person,
        staff: Staff,
        flock: Flock,
        visitors: Mapping[int, Visitor],
        program: Visitor,
    ) -> None:
        self.client, self.staff, self.flock = client, staff, flock
        self.visitors, self.program = visitors, program
        crew, served = staff.crew, staff.served
        self.people = {
            "client": client,
            "mentor": crew.budi.person,
            "coordinator": crew.citra,
            "superior": crew.rina,
            "head": crew.hadi,
            "official": staff.official,
            "officer": staff.officer,
            "emergency officer": staff.emergency,
            "coordinator of counselling": served.dewi,
            "counsellor": served.lestari,
            "second counsellor": served.putu,
        }
        self.parts = {
            part: (one.user.username, one.user.email) for part, one in self.people.items()
        }
        day, hour = divmod(number, len(HOURS))
        wall = MONDAY.astimezone(ZONE) + timedelta(days=DAYS[day])
        self.starts = wall.replace(hour=HOURS[hour], minute=0)

    def says(self, kind: Kind) -> str:
        return self.flock.plant(kind, self.parts)

    def at(self, part: str) -> Visitor:
        return self.visitors[self.people[part].pk]

    def sends(self, part: str, path: str, /, **data: Any) -> Answer:
        answer = self.at(part).post(path, {"token": str(uuid.uuid4()), **data})
        assert answer.status in SENT, (path, answer.status, answer.body.decode()[-3000:])
        return answer

    def writes(self, part: str, path: str, /, **data: Any) -> Answer:
        """Begun in other words, which are kept while they are typed and gone once it is sent."""
        told = {name for name, text in data.items() if isinstance(text, str) and MARK in text}
        if told:
            begun = {name: self.says(SENT_OTHERWISE) for name in told}
            assert self.at(part).post(path, {"draft": "typing", **begun}).status == 204, path
        return self.sends(part, path, **data)

    def does(self, part: str, subject: Any, name: str, /, **data: Any) -> None:
        subject.refresh_from_db()
        self.writes(part, step_of(subject, name), version=subject.version, **data)

    def hands_in(
        self, part: str, subject: Any, name: str, file: tuple[str, bytes], **data: str
    ) -> Answer:
        """A file by its name and what is in it."""
        subject.refresh_from_db()
        given = {"token": str(uuid.uuid4()), "version": str(subject.version), **data}
        return self.at(part).post_file(step_of(subject, name), given, *file)

    def times(self) -> dict[str, str]:
        """As a browser sends them, in the wall time of the agency."""
        both = (self.starts, self.starts + timedelta(hours=1))
        return {
            name: f"{at:%Y-%m-%dT%H:%M}"
            for name, at in zip(("starts_at", "ends_at"), both, strict=True)
        }


def step_of(subject: Any, name: str) -> str:
    return reverse(f"portal:{subject.kind}_step", args=[subject.uid, name])
