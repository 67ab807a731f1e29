"""The life of one client through every kind of confidence, all of it typed into a real server.

Each text is a canary. `begin` is a Monday; `go_on` ten days later, when what was planned is over.
"""

import uuid
from datetime import timedelta

from django.urls import reverse

from mentoring.models import (
    ConsentText,
    CounsellingCase,
    PerformanceCounselling,
    Relationship,
    Session,
)
from tests.canaries.flock import Kind
from tests.canaries.kinds import (
    ACCOUNT,
    AIM,
    BEHAVIOUR,
    DRAFTS,
    FILE_NAME,
    FULL,
    GOALS,
    HOLDER,
    LIMITED,
    LINE,
    LINK,
    MENTORS_NOTE,
    OWN_NOTE,
    PAIR,
    PLACE,
    REFERRAL,
    REFLECTIONS,
    REFUSED_FILE,
    RESULT,
    ROOM,
    SHARED,
    SIGNED,
    STATEMENT,
    TYPED,
    WISH,
)
from tests.canaries.rights import AGAIN, Rights
from tests.canaries.telling import SENT
from tests.canaries.visitor import Visitor
from tests.factories.cast import MONDAY
from tests.factories.files import appended, picture

TEN_DAYS = timedelta(days=10)


class Life(Rights):
    def begin(self) -> None:
        self._mentored()
        self._proposed()
        self._confided()
        self._asked_about_data()
        self._held()
        self._failed()
        self._typed()

    def go_on(self) -> None:
        self._met()
        self._counselled()
        self._changed_hands()
        self._went_on()
        self._opened_in_an_emergency()
        self._left_unsent()

    # Class A.

    def _mentored(self) -> None:
        path = reverse("portal:ask_write", args=[self.staff.crew.programme.uid])
        self.writes("client", path, aim=self.says(AIM), path="find", step="send")
        self.pair = Relationship.objects.get(mentee=self.client)
        self.does("coordinator", self.pair, "offer", practitioner=self.staff.crew.budi.uid)
        self.does("mentor", self.pair, "accept")
        terms = {"frequency_days": 14, "ends_on": (MONDAY + timedelta(days=120)).date()}
        self.does("client", self.pair, "propose_terms", goals=self.says(GOALS), **terms)
        for part in PAIR:
            self.does(part, self.pair, "sign")
        for status in ("on_track", "attention", "stalled"):
            self.does("mentor", self.pair, "update_status", status=status, line=self.says(LINE))
        self.writes(
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
        self.writes("superior", path, client=self.client.uid, behaviour=text)
        self.form = PerformanceCounselling.objects.get(client=self.client)
        chosen = {"kind": "official", "counsellor": self.staff.official.uid}
        self.does("coordinator", self.form, "assign", **chosen)
        times = self.times()
        self.does("official", self.form, "schedule", place=self.says(ROOM), **times)

    def _counselled(self) -> None:
        self.does("official", self.form, "confirm_held")
        self.does("official", self.form, "write_form", result=self.says(RESULT))
        path = reverse("portal:performance_counselling_form", args=[self.form.uid])
        assert self.at("client").post(path, {}).status == 200
        self.does("client", self.form, "add_statement", statement=self.says(STATEMENT))
        self._signed(self.at("client").post(path, {"print": "1"}).body)
        self.does("official", self.form, "report")
        self.form.refresh_from_db()
        assert self.form.addressee == self.people["superior"]

    def _signed(self, printed: bytes) -> None:
        """By a signed PDF and on scanned paper, after some files that are not taken."""
        large = b"%PDF-1.4 " + self._file(REFUSED_FILE) + bytes(6_000_000)
        for content in (b"%PDF-1.4 " + self._file(REFUSED_FILE), large):
            file = (f"{self.says(FILE_NAME)}.pdf", content)
            answer = self.hands_in("client", self.form, "sign_by_file", file, **AGAIN)
            assert answer.status == 422
        mark = b"8 0 obj <</Type /Sig /Reason (" + self._file(SIGNED) + b")>> endobj"
        file = (f"{self.says(FILE_NAME)}.pdf", appended(printed, mark))
        assert self.hands_in("client", self.form, "sign_by_file", file, **AGAIN).status in SENT
        file = (f"{self.says(FILE_NAME)}.png", picture(says=self._file(SIGNED).decode()))
        scan = {"whose": "counsellor", **AGAIN}
        assert self.hands_in("official", self.form, "enter_scan", file, **scan).status in SENT

    def _file(self, kind: Kind) -> bytes:
        return self.says(kind).encode()

    # Class C.

    def _confided(self) -> None:
        path = reverse("portal:own_ask")
        self.writes("client", path, topic="family", wish=self.says(WISH), route="coordinator")
        self.case = CounsellingCase.objects.get(client=self.client)
        self.does("coordinator of counselling", self.case, "triage", level="routine")
        text = ConsentText.objects.in_force(self.client.organisation_id)
        assert text
        self.does("client", self.case, "give_consent", text=text.uid)
        lestari = self.people["counsellor"].uid
        self.does("coordinator of counselling", self.case, "assign", counsellor=lestari)
        self.does("counsellor", self.case, "start_service")
        self.does("counsellor", self.case, "plan_session", **self.times())
        self._notes("counsellor", 2)

    def _notes(self, part: str, times: int) -> None:
        for layer, kind in (("full_record", FULL), ("limited_record", LIMITED)) * times:
            self.does(part, self.case, "write_note", layer=layer, body=self.says(kind))

    def _changed_hands(self) -> None:
        """For a day somebody stands in, then for good."""
        self.does("counsellor", self.case, "report_session", attendance="held")
        other = self.people[HOLDER].uid
        self.does("client", self.case, "name_substitute", counsellor=other)
        self.does(HOLDER, self.case, "stand_in")
        self._notes(HOLDER, 1)
        self.does("coordinator of counselling", self.case, "give_back")
        self.does("counsellor", self.case, "propose_hand_over")
        self.does("client", self.case, "agree_to_hand_over")
        self.does("coordinator of counselling", self.case, "assign", counsellor=other)
        self.does(HOLDER, self.case, "start_service")
        former = str(self.people["counsellor"].uid)
        self.does("client", self.case, "keep_out", out=former)
        self.does("client", self.case, "let_in", back=former)

    def _went_on(self) -> None:
        told = {"to": "external", "referral": self.says(REFERRAL)}
        self.does(HOLDER, self.case, "propose_referral", **told)
        self.does("client", self.case, "agree_to_referral")
        self.does(HOLDER, self.case, "note_referral_done")
        told = {"told": "medical", "account": self.says(ACCOUNT)}
        self.does(HOLDER, self.case, "declare_emergency", reason="self", **told)
        more = {"told": "family", "account": self.says(ACCOUNT)}
        self.does("coordinator of counselling", self.case, "add_told", **more)
        safety = {"reason": "self", "to": "external", "referral": self.says(REFERRAL)}
        self.does(HOLDER, self.case, "refer_for_safety", **safety)
        self._notes(HOLDER, 2)

    def ends(self) -> None:
        """Everything that was begun is over, so that it could be destroyed."""
        self.does("client", self.pair, "follow_up", applied="yes")
        self.does("superior", self.form, "decide_follow_up", follow_up="none")
        self.does(HOLDER, self.case, "note_referral_done")
        self.does(HOLDER, self.case, "start_closing", reason="agreed")
        for name in ("close", "follow_up"):
            self.does(HOLDER, self.case, name)

    # What was typed only.

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
        refused["body"] = self.says(DRAFTS[HOLDER])
        assert self.at(HOLDER).post(note, refused).status in {409, 422}
