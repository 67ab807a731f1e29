"""The inbox through the API: one's own, read by a POST and by nothing else; and who reminded."""

import pytest

from mentoring.models import Acknowledgement
from notifications.models import Notice
from tests.factories.cast import MONDAY
from tests.factories.lateness import escalation_to, late_relationship
from tests.factories.relationship import relationship
from workflows import engine

LIST = "/api/v1/notices/"


def test_strangers_are_asked_to_sign_in(cast, door):
    assert door().get(LIST).status_code == 401


def test_nobody_reads_what_others_were_told(cast, door):
    relationship(cast, "offered")
    told = Notice.objects.filter(recipient=cast.budi.person.user).first()
    for rest in ("", "read/"):
        ask = door(cast.maya).post if rest else door(cast.maya).get
        assert ask(f"{LIST}{told.pk}/{rest}").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_looking_does_not_mark_it_as_read_a_post_does_once(cast, door):
    relationship(cast, "offered")
    client = door(cast.budi.person)
    one = client.get(LIST).json()["results"][0]
    assert one["subject"]
    assert one["why"]
    address = f"{LIST}{one['id']}/"
    assert client.get(address).json()["read_at"] is None
    assert client.post(f"{address}read/").status_code == 204
    first = client.get(address).json()["read_at"]
    assert first is not None
    client.post(f"{address}read/")
    assert client.get(address).json()["read_at"] == first


@pytest.fixture
def late(cast):
    return late_relationship(cast)


def test_a_notice_says_by_which_rule_it_came_and_which_way(cast, late, door):
    notice = escalation_to(cast.sari)
    one = door(cast.sari).get(f"{LIST}{notice.pk}/").json()
    assert one["path"] == [{"way": "line", "name": "Sari Contoh"}]
    rule = one["rule"]
    assert (rule["deadline"], rule["calendar"]) == ("status_update", "Lima hari kerja, WIB")
    assert (rule["policy"]["scope"], rule["policy"]["version"]) == ("", 1)
    welcome = Notice.objects.filter(recipient=cast.budi.person.user).earliest("created_at", "pk")
    assert door(cast.budi.person).get(f"{LIST}{welcome.pk}/").json()["rule"] is None


def reminded(client, notice, **sent):
    return client.post(f"{LIST}{notice.pk}/reminded/", format="json", **sent)


def test_a_superior_says_once_that_they_reminded_who_is_late(cast, late, door):
    notice, sari = escalation_to(cast.sari), door(cast.sari)
    first = reminded(sari, notice)
    assert first.status_code == 200
    said = first.json()
    assert (said["deadline"], said["by"]) == ("status_update", "Sari Contoh")
    kept = Acknowledgement.objects.get()
    assert (kept.person, kept.notice) == (cast.sari, notice)
    assert reminded(sari, notice).json() == first.json()
    assert Acknowledgement.objects.get() == kept


def test_nobody_says_it_of_what_others_were_told_nor_of_what_is_no_escalation(cast, late, door):
    own = Notice.objects.filter(recipient=cast.maya.user).first()
    asked = [(who, escalation_to(cast.sari)) for who in (cast.rina, cast.citra, cast.budi.person)]
    for who, notice in [*asked, (cast.maya, own)]:
        assert reminded(door(who), notice).status_code == 404
    assert reminded(door(), own).status_code == 401
    assert not Acknowledgement.objects.exists()


def test_what_has_been_done_meanwhile_needs_no_reminding(cast, late, door):
    status = {"status": "on_track"}
    engine.perform(late, "update_status", by=cast.budi.person.user, now=MONDAY, data=status)
    answer = reminded(door(cast.sari), escalation_to(cast.sari))
    assert (answer.status_code, answer.json()["code"]) == (409, "guarded")
    assert not Acknowledgement.objects.exists()


def test_with_what_it_does_not_ask_for_it_is_refused(cast, late, door):
    answer = reminded(door(cast.sari), escalation_to(cast.sari), data={"at": "2026-06-08"})
    assert answer.status_code == 400
    assert not Acknowledgement.objects.exists()
