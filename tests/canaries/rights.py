"""What the officer for personal data is told: requests, failures of protection, emergencies, holds
and, at the very end, the destruction of all of it."""

from datetime import timedelta

from django.urls import reverse

from mentoring.machines.breach_codes import LETTER as WRITTEN
from mentoring.models import (
    Breach,
    BreakGlass,
    CounsellingCase,
    DataRequest,
    Destruction,
    LegalHold,
    SealedNote,
)
from tests.canaries.kinds import (
    ANSWERED,
    ASKED,
    FAILED,
    FORMER_POST,
    FOUND,
    LETTER,
    LETTER_OF_A_HOLD,
    MEASURES,
    NO_FAILURE,
    POST,
    REASON,
)
from tests.canaries.telling import ZONE, Telling
from tests.canaries.visitor import PASSWORD
from tests.factories.cast import MONDAY

AGAIN = {"oldpassword": PASSWORD}
DESTROYED = ("relationship", "performance_counselling", "counselling_case", "data_request")


def day_after(days: int) -> str:
    return f"{MONDAY.astimezone(ZONE) + timedelta(days=days):%Y-%m-%d}"


class Rights(Telling):
    case: CounsellingCase

    def _asked_about_data(self) -> None:
        right = self._asks("correction")
        for post in (FORMER_POST, POST):
            told = {"field": "position", "value": self.says(post), "reason": "outdated"}
            self.does("officer", right, "correct", **told)
        self.does("officer", right, "fulfil", account=self.says(ANSWERED))
        self.does("officer", self._asks("access"), "fulfil", account=self.says(ANSWERED))
        told = {"reason": "others", "without_notices": "on", "account": self.says(ANSWERED)}
        self.does("officer", self._asks("portability"), "fulfil_in_part", **told)
        still = self._asks("restriction")
        self.does("officer", still, "restrict", until=day_after(20))
        self.does("officer", still, "fulfil", account=self.says(ANSWERED))
        self.does("client", still, "lift_restriction")
        told = {"reason": "archive", "account": self.says(ANSWERED)}
        self.does("officer", self._asks("erasure"), "refuse", **told)

    def _asks(self, right: str) -> DataRequest:
        self.sends("client", reverse("portal:my_data"), wants=right, text=self.says(ASKED))
        made = DataRequest.objects.filter(person=self.client).latest("pk")
        self.does("officer", made, "check_identity", how="signed_in")
        self.does("officer", made, "start")
        return made

    def _held(self) -> None:
        told = {"name": self.client.name, "why": "court", "document": self.says(LETTER_OF_A_HOLD)}
        self.sends("officer", reverse("portal:legal_holds"), until=day_after(20), **told)
        self.hold = LegalHold.objects.get(person=self.client)
        self.does("officer", self.hold, "review", until=day_after(25))

    def _failed(self) -> None:
        """The client reports what concerns themselves, and what turns out to be nothing."""
        first, second = self._reported(), self._reported()
        began, over = (MONDAY.astimezone(ZONE) - timedelta(days=days) for days in (3, 2))
        times = {"since": f"{began:%Y-%m-%dT%H:%M}", "until": f"{over:%Y-%m-%dT%H:%M}"}
        self.does("officer", first, "confirm", cause="opened", **times)
        self.does("officer", first, "name_person", who=self.client.name)
        self.does("officer", first, "name_matter", identifier=str(self.case.uid))
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

    def _opened_in_an_emergency(self) -> None:
        told, path = {"opens": "case", "ground": "life"}, reverse("portal:break_glass_ask")
        told |= {"name": self.client.name, "reason": f"{self.says(REASON)} (contoh)"}
        self.sends("emergency officer", path, **told, **AGAIN)
        glass = BreakGlass.objects.get(person=self.client)
        self.does("officer", glass, "approve", **AGAIN)
        self.does("emergency officer", glass, "open", **AGAIN)
        note = SealedNote.objects.filter(key=self.case.key_id, field="full_record").earliest("pk")
        path = reverse("portal:break_glass_notes", args=[glass.uid])
        answer = self.at("emergency officer").post(path, {"note": str(note.uid)})
        assert self.flock.seen_in(answer.body), answer.status
        self.does("emergency officer", glass, "end")
        judged = {"verdict": "justified", "account": self.says(FOUND)}
        self.does("officer", glass, "sign_off", **judged, **AGAIN)

    def is_destroyed(self) -> Destruction:
        """The hold is lifted, and what is over of theirs is erased at their request."""
        self.does("officer", self.hold, "lift", reason="ended")
        asked = self._asks("erasure")
        self.does("officer", asked, "propose_erasure", **{f"of_{kind}": "on" for kind in DESTROYED})
        made = Destruction.objects.get(request=asked)
        self.does("head", made, "approve", **AGAIN)
        self.does("officer", made, "destroy", **AGAIN)
        return made
