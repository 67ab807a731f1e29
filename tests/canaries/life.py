"""The life of one client through every kind of confidence, all of it typed into a real server.

Each text is a canary. `begin` is a Monday; `go_on` ten days later, when what was planned is over.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from mentoring.machines.breach_codes import LETTER as WRITTEN
from mentoring.models import (
    Breach,
    BreakGlass,
    ConsentText,
    CounsellingCase,
    DataRequest,
    PerformanceCounselling,
    Person,
    Relationship,
    Session,
)
from tests.canaries.flock import Flock, Kind
from tests.canaries.visitor import PASSWORD, Answer, Visitor
from tests.factories.cast import MONDAY, Cast
from tests.factories.counselling import Service

ZONE = ZoneInfo("Asia/Jakarta")
TEN_DAYS = timedelta(days=10)
HOURS = range(8, 17)
DAYS = (2, 3, 4, 7, 8)  # after Monday, before the tenth day
PAIR = ("client", "mentor")
FORM = ("client", "official", "superior")

AIM = Kind("aim", PAIR, frozenset({"mentoring_relationship.aim", "mentoring_agreement.goals"}))
GOALS = Kind("goals", PAIR, frozenset({"mentoring_agreement.goals"}))
LINE = Kind("line of a status", PAIR, frozenset({"workflows_recordtext.content"}))
CALENDAR = "notifications_delivery.calendar"
PLACE = Kind("place", PAIR, frozenset({"mentoring_session.place", CALENDAR}), PAIR)
LINK = Kind("link", PAIR, frozenset({"mentoring_session.link", CALENDAR}), PAIR)
BODY = frozenset({"mentoring_note.body"})
SHARED = Kind("shared note", PAIR, BODY)
OWN_NOTE = Kind("the client's own note", ("client",), BODY)
MENTORS_NOTE = Kind("the mentor's own note", ("mentor",), BODY)
REFLECTIONS = {
    part: Kind(f"reflection of the {part}", (part,), frozenset({"mentoring_reflection.body"}))
    for part in PAIR
}
BEHAVIOUR = Kind("behaviour", FORM)
RESULT = Kind("result of a counselling", FORM)
STATEMENT = Kind("statement", FORM)
ROOM = Kind(
    "place of a counselling",
    ("client", "official"),
    frozenset({"mentoring_performancecounselling.place"}),
)
WISH = Kind("wish", ("client", "coordinator of counselling", "counsellor"))
FULL = Kind("full record", ("counsellor",))
LIMITED = Kind("limited record", ("counsellor", "coordinator of counselling"))
ACCOUNT = Kind("account of an emergency", ("counsellor", "coordinator of counselling"))
REFERRAL = Kind("referral", ("client", "counsellor"))
OPENERS = ("emergency officer", "officer")
REASON = Kind("reason of an emergency access", OPENERS)
FOUND = Kind("account of a sign-off", OPENERS)
ASKED = Kind("request about data", ("client", "officer"))
ANSWERED = Kind("answer about data", ("client", "officer"))
FAILED = Kind("report of a failure of protection", ("officer",))
LETTER = Kind("letter about a failure of protection", ("client", "officer"))
NO_FAILURE = Kind("why a report was dismissed", ("officer",))
MEASURES = Kind("measures after a failure of protection", ("officer",))
DRAFTS = {part: Kind(f"draft of the {part}", (part,)) for part in ("client", "counsellor")}
TYPED = Kind("typed where nothing is kept")
NAME = Kind("name", public=True)
POST = Kind("post", public=True)
# What transitions ask for in words, and a life says, by kind of item.
SAID = {
    "relationship": {"aim", "goals", "line", "reflection"},
    "session": {"place", "link", "body"},
    "performance_counselling": {"place", "result", "statement"},
    "counselling_case": {"body", "referral", "account"},
    "breach": {"who", "data", "course", "handling", "contact", "account", "measures"},
    "data_request": {"account", "value"},
    "break_glass": {"account"},
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who answers, counsels and decides in every life, and the agency they do it in."""

    crew: Cast
    served: Service
    official: Person
    officer: Person
    emergency: Person


class Life:
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
            "official": staff.official,
            "officer": staff.officer,
            "emergency officer": staff.emergency,
            "coordinator of counselling": served.dewi,
            "counsellor": served.lestari,
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
        assert answer.status in {302, 303}, (path, answer.status, answer.body.decode()[-3000:])
        return answer

    def does(self, part: str, subject: Any, name: str, /, **data: Any) -> None:
        subject.refresh_from_db()
        path = reverse(f"portal:{subject.kind}_step", args=[subject.uid, name])
        self.sends(part, path, version=subject.version, **data)

    def begin(self) -> None:
        self._mentored()
        self._proposed()
        self._confided()
        self._asked_about_data()
        self._failed()
        self._typed()

    def go_on(self) -> None:
        self._met()
        self._counselled()
        self._went_on()
        self._opened_in_an_emergency()
        self._left_unsent()

    # Class A.

    def _mentored(self) -> None:
        path = reverse("portal:ask_write", args=[self.staff.crew.programme.uid])
        self.sends("client", path, aim=self.says(AIM), path="find", step="send")
        self.pair = Relationship.objects.get(mentee=self.client)
        self.does("coordinator", self.pair, "offer", practitioner=self.staff.crew.budi.uid)
        self.does("mentor", self.pair, "accept")
        terms = {"frequency_days": 14, "ends_on": (MONDAY + timedelta(days=120)).date()}
        self.does("client", self.pair, "propose_terms", goals=self.says(GOALS), **terms)
        for part in PAIR:
            self.does(part, self.pair, "sign")
        for status in ("on_track", "attention", "stalled"):
            self.does("mentor", self.pair, "update_status", status=status, line=self.says(LINE))
        self.sends(
            "mentor",
            reverse("portal:propose_session", args=[self.pair.uid]),
            day=self.starts.date(),
            hour=self.starts.time(),
            length=60,
            mode="in_person",
            place=self.says(PLACE),
            link=f"https://{self.says(LINK)}.example.go.id/",
        )
        self.session = Session.objects.get(relationship=self.pair)
        self.does("client", self.session, "confirm")

    def _met(self) -> None:
        for part in PAIR:
            self.does(part, self.session, "confirm_held")
        self.does("client", self.session, "file_note", kind="shared", body=self.says(SHARED))
        self.does("client", self.session, "file_note", kind="private", body=self.says(OWN_NOTE))
        path = f"/api/v1/sessions/{self.session.uid}/transitions/file_note/"
        for kind, planted in (("shared", SHARED), ("private", MENTORS_NOTE)):
            answer = self.program.post_json(path, {"kind": kind, "body": self.says(planted)})
            assert answer.status == 200, answer.body
        wrong = {"kind": self.says(TYPED), "body": self.says(TYPED)}
        assert self.program.post_json(path, wrong).status == 400
        self.does("mentor", self.pair, "start_closing", reason="goals_met")
        for part in PAIR:
            told = self.says(REFLECTIONS[part])
            self.does(part, self.pair, "reflect", reflection=told, rating=5)

    # Class B.

    def _proposed(self) -> None:
        text = f"{self.says(BEHAVIOUR)} dengan empat kata lagi (contoh)"
        path = reverse("portal:propose_counselling")
        self.sends("superior", path, client=self.client.uid, behaviour=text)
        self.form = PerformanceCounselling.objects.get(client=self.client)
        chosen = {"kind": "official", "counsellor": self.staff.official.uid}
        self.does("coordinator", self.form, "assign", **chosen)
        times = self._times()
        self.does("official", self.form, "schedule", place=self.says(ROOM), **times)

    def _counselled(self) -> None:
        self.does("official", self.form, "confirm_held")
        self.does("official", self.form, "write_form", result=self.says(RESULT))
        path = reverse("portal:performance_counselling_form", args=[self.form.uid])
        assert self.at("client").post(path, {}).status == 200
        self.does("client", self.form, "add_statement", statement=self.says(STATEMENT))
        for part in ("official", "client"):
            self.does(part, self.form, "sign", oldpassword=PASSWORD)
        self.does("official", self.form, "report")
        self.form.refresh_from_db()
        assert self.form.addressee == self.people["superior"]

    # Class C.

    def _confided(self) -> None:
        path = reverse("portal:own_ask")
        self.sends("client", path, topic="family", wish=self.says(WISH), route="coordinator")
        self.case = CounsellingCase.objects.get(client=self.client)
        self.does("coordinator of counselling", self.case, "triage", level="routine")
        text = ConsentText.objects.in_force(self.client.organisation_id)
        assert text
        self.does("client", self.case, "give_consent", text=text.uid)
        lestari = self.people["counsellor"].uid
        self.does("coordinator of counselling", self.case, "assign", counsellor=lestari)
        self.does("counsellor", self.case, "start_service")
        self.does("counsellor", self.case, "plan_session", **self._times())
        self._notes()

    def _notes(self) -> None:
        for layer, kind in (("full_record", FULL), ("limited_record", LIMITED)) * 3:
            self.does("counsellor", self.case, "write_note", layer=layer, body=self.says(kind))

    def _went_on(self) -> None:
        self.does("counsellor", self.case, "report_session", attendance="held")
        told = {"to": "external", "referral": self.says(REFERRAL)}
        self.does("counsellor", self.case, "propose_referral", **told)
        self.does("client", self.case, "agree_to_referral")
        self.does("counsellor", self.case, "note_referral_done")
        told = {"told": "medical", "account": self.says(ACCOUNT)}
        self.does("counsellor", self.case, "declare_emergency", reason="self", **told)
        more = {"told": "family", "account": self.says(ACCOUNT)}
        self.does("coordinator of counselling", self.case, "add_told", **more)
        safety = {"reason": "self", "to": "external", "referral": self.says(REFERRAL)}
        self.does("counsellor", self.case, "refer_for_safety", **safety)
        self._notes()

    def _opened_in_an_emergency(self) -> None:
        told, path = {"opens": "case", "ground": "life"}, reverse("portal:break_glass_ask")
        told |= {"name": self.client.name, "reason": f"{self.says(REASON)} (contoh)"}
        self.sends("emergency officer", path, oldpassword=PASSWORD, **told)
        glass, again = BreakGlass.objects.get(person=self.client), {"oldpassword": PASSWORD}
        self.does("officer", glass, "approve", **again)
        self.does("emergency officer", glass, "open", **again)
        self.does("emergency officer", glass, "end")
        judged = {"verdict": "justified", "account": self.says(FOUND)}
        self.does("officer", glass, "sign_off", **judged, **again)

    # Rights, and what was typed only.

    def _asked_about_data(self) -> None:
        self.sends("client", reverse("portal:my_data"), wants="correction", text=self.says(ASKED))
        self.request = DataRequest.objects.get(person=self.client)
        self.does("officer", self.request, "check_identity", how="signed_in")
        self.does("officer", self.request, "start")
        right = {"field": "position", "value": self.says(POST), "reason": "outdated"}
        self.does("officer", self.request, "correct", **right)
        self.does("officer", self.request, "fulfil", account=self.says(ANSWERED))

    def _failed(self) -> None:
        """The client reports what concerns themselves, and what turns out to be nothing."""
        first, second = self._reported(), self._reported()
        began, over = (MONDAY.astimezone(ZONE) - timedelta(days=days) for days in (3, 2))
        times = {"since": f"{began:%Y-%m-%dT%H:%M}", "until": f"{over:%Y-%m-%dT%H:%M}"}
        self.does("officer", first, "confirm", cause="opened", **times)
        self.does("officer", first, "name_person", who=self.client.name)
        texts = {field.value: self.says(LETTER) for field in WRITTEN}
        self.does("officer", first, "describe", **texts)
        self.does("officer", first, "record_told", person="all", way="portal")
        authority = first.people.get(person=None).uid
        self.does("officer", first, "record_told", person=authority, way="sent")
        self.does("officer", first, "notify")
        self.does("officer", first, "close", measures=self.says(MEASURES))
        none = {"reason": "nothing_happened", "account": self.says(NO_FAILURE)}
        self.does("officer", second, "dismiss", **none)

    def _reported(self) -> Breach:
        self.sends("client", reverse("portal:report_breach"), text=self.says(FAILED))
        return Breach.objects.filter(finder=self.client.user).latest("pk")

    def _typed(self) -> None:
        """Searches, addresses, a wrong name and a wrong password."""
        coordinator = self.at("coordinator")
        for path in ("/nowhere/{}/", "/reach/?q={}", "/api/v1/sessions/?q={}"):
            coordinator.get(path.format(self.says(TYPED)))
        entered = {"login": self.says(TYPED), "password": self.says(TYPED)}
        Visitor(coordinator.port).post(reverse("account_login"), entered)

    def _left_unsent(self) -> None:
        """Kept while somebody types, and after a refusal."""
        draft = {"draft": "typing", "wish": self.says(DRAFTS["client"])}
        assert self.at("client").post(reverse("portal:own_ask"), draft).status == 204
        note = reverse("portal:counselling_case_step", args=[self.case.uid, "write_note"])
        refused = {"version": 0, "token": str(uuid.uuid4()), "layer": "x"}
        refused["body"] = self.says(DRAFTS["counsellor"])
        assert self.at("counsellor").post(note, refused).status in {409, 422}

    def _times(self) -> dict[str, str]:
        """As a browser sends them, in the wall time of the agency."""
        ends: datetime = self.starts + timedelta(hours=1)
        return {
            name: f"{at:%Y-%m-%dT%H:%M}"
            for name, at in (("starts_at", self.starts), ("ends_at", ends))
        }
