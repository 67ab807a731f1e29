"""Whoever is erased is named to nobody any more; somebody else of the very same name still is."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts import second_factor
from accounts.clock import now
from accounts.models import User
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import JournalEntry, Person, Relationship
from mentoring.notices.names import named
from mentoring.queries.retention import GONE
from notifications import incidents, rendering
from notifications.models import DayMail, Delivery, Incident, Notice
from tests.accounts.digits import code_at
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.data_requests import officer
from tests.factories.destructions import destruction
from tests.factories.relationship import relationship
from tests.mentoring.stories.test_destruction import carried_out
from tests.mentoring.stories.timetable import run_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def listed(settings, tmp_path):
    settings.ERASURE_LIST = str(tmp_path / "erasures")


def test_whoever_is_erased_is_named_to_nobody_any_more_nor_in_what_has_yet_to_leave():
    crew = cast()
    wulan = officer(crew)
    Person.objects.filter(pk=crew.maya.pk).update(name="Maya Ñ Contoh")
    User.objects.filter(pk=crew.maya.user_id).update(display_name="Maya Ñ Contoh")
    crew.maya.refresh_from_db()
    pair = relationship(crew, "active")
    run_until(MONDAY + timedelta(days=20))
    kept = Notice.objects.exclude(recipient=crew.maya.user)
    naming = [one.pk for one in kept if "Maya" in f"{one.facts}{one.path}"]
    assert naming
    hop = {"way": "line", "who": str(crew.maya.uid), "name": crew.maya.display_name}
    lost = incidents.draft("lost", kind="unroutable", reason="", facts={"path": [hop]}, now=MONDAY)
    lost.save()
    waiting = Delivery.objects.filter(notice__in=naming, state="sent").first()
    Delivery.objects.filter(pk=waiting.pk).update(state="pending", sent_at=None)
    made = destruction(crew, wulan, kind=RecordKind.PERSON, keys=(crew.maya.pk,))
    assert carried_out(made, wulan).state == "destroyed"
    for one in Notice.objects.all():
        shown = rendering.shown(one)
        assert "Maya" not in f"{one.facts}{one.path}{shown.subject}{shown.body}"
    assert Incident.objects.get(pk=lost.pk).facts == {"path": [hop | {"name": GONE}]}
    assert Notice.objects.filter(pk__in=naming, facts__mentee=GONE).exists()
    assert "Budi Contoh" in str([one.facts for one in kept.filter(pk__in=naming)])
    words = Delivery.objects.values_list("subject", "text", "html", "calendar")
    assert not any("Maya" in "".join(said) for said in words)
    waiting.refresh_from_db()
    assert (waiting.rendered_at, waiting.text) == (None, "")
    assert not any("Maya" in one.text for one in DayMail.objects.all())
    assert Relationship.objects.get(pk=pair.pk).mentee.display_name == GONE
    call_command("verify_chain")


def test_the_account_of_whoever_is_erased_closes_on_record_without_its_second_factor():
    crew = cast()
    wulan, user, moment = officer(crew), crew.maya.user, now()
    secret = generate_totp_secret()
    second_factor.set_up(user, secret, code_at(secret, moment), now=moment)
    user.groups.add(Group.objects.create(name="contoh"))
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    made = destruction(crew, wulan, kind=RecordKind.PERSON, keys=(crew.maya.pk,))
    carried_out(made, wulan)
    [closed] = JournalEntry.objects.filter(what="rights_changed")
    assert (closed.about, closed.facts) == (str(user.uid), {"is_active": False})
    assert closed.actor is not None
    assert not second_factor.is_set_up(user)
    user.refresh_from_db()
    assert (user.is_active, user.is_staff, list(user.groups.all())) == (False, False, [])
    call_command("verify_chain")


def test_the_log_of_the_support_screens_names_whoever_is_erased_no_more():
    crew = cast()
    wulan, maya = officer(crew), crew.maya
    for row in (maya, maya.user, crew.budi):
        LogEntry.objects.log_actions(wulan.user.pk, [row], CHANGE, "", single_object=True)
    carried_out(destruction(crew, wulan, kind=RecordKind.PERSON, keys=(maya.pk,)), wulan)
    said = LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)
    assert list(said) == [GONE, GONE, str(crew.budi)]


def namesake(crew):
    """Somebody of the very same name, late with their mentor at the same hours."""
    made = another_mentee(crew, crew.maya.name)
    relationship(crew, "active", mentee=made)
    relationship(crew, "active")
    run_until(MONDAY + timedelta(days=20))
    return made


def names_in(about):
    """What is still said of this person to others: in facts, in lists of the late, on ways."""
    told = Notice.objects.exclude(recipient=about.user)
    hops = [hop for one in told for hop in [*one.path, *one.facts.get("search", ())]]
    said = [hop["name"] for hop in hops if hop.get("who") == str(about.uid)]
    for facts in told.values_list("facts", flat=True):
        said += [facts[key[:-4]] for key in facts if facts[key] == str(about.uid)]
        each = [pair for key in facts if key.endswith("_each") for pair in facts[key]]
        said += [name for uid, name in each if uid == str(about.uid)]
    return said


def test_somebody_of_the_very_same_name_stays_named():
    crew = cast()
    wulan = officer(crew)
    other = namesake(crew)
    both = named("late", crew.maya, other)
    listed = Notice.objects.exclude(recipient__in=(crew.maya.user, other.user)).first()
    Notice.objects.filter(pk=listed.pk).update(facts=listed.facts | both)
    before = names_in(other)
    assert set(names_in(crew.maya)) == set(before) == {"Maya Contoh"}
    made = destruction(crew, wulan, kind=RecordKind.PERSON, keys=(crew.maya.pk,))
    assert carried_out(made, wulan).state == "destroyed"
    assert set(names_in(crew.maya)) <= {GONE, ""}
    assert names_in(other) == before
    assert Notice.objects.get(pk=listed.pk).facts["late"] == f"{GONE}, Maya Contoh"


def test_a_notice_of_before_that_has_only_the_name_blots_out_both():
    crew = cast()
    wulan = officer(crew)
    other = namesake(crew)
    for one in Notice.objects.all():
        old = {key: value for key, value in one.facts.items() if key[-4:] not in {"_uid", "each"}}
        Notice.objects.filter(pk=one.pk).update(facts=old)
    made = destruction(crew, wulan, kind=RecordKind.PERSON, keys=(crew.maya.pk,))
    assert carried_out(made, wulan).state == "destroyed"
    kept = Notice.objects.exclude(recipient=other.user)
    assert not any("Maya Contoh" in str(one.facts) for one in kept)
