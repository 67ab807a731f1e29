"""A notice says by which rule it came and which way; an item says what one was not told and why."""

from dataclasses import replace

import pytest
from django.urls import reverse

from mentoring.notices.telling import COLLAPSED, PAST
from mentoring.portal.presenters.whys import NOT_TOLD
from mentoring.services import defaults
from notifications.models import Notice
from tests.factories.lateness import escalation_to, late_relationship
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import moving, policies, sweep
from workflows.models import Deadline
from workflows.policy import Offset, Unit

pytestmark = pytest.mark.django_db


def shown(client, notice):
    return client.get(reverse("portal:notice", args=[notice.pk])).content.decode()


def test_an_escalation_names_its_rule_its_calendar_and_the_way_to_the_reader(cast, visitor):
    late_relationship(cast)
    page = shown(visitor(cast.sari), escalation_to(cast.sari))
    assert "Menurut ketentuan" in page
    assert "20 hari kerja · bawaan sistem · versi 1" in page
    assert "Lima hari kerja, WIB" in page
    assert "Sari Contoh (atasan langsung)" in page


def test_what_no_deadline_told_names_no_rule(cast, visitor):
    relationship(cast, "requested")
    notice = Notice.objects.get(recipient=cast.citra.user)
    assert "Menurut ketentuan" not in shown(visitor(cast.citra), notice)


def test_a_notice_keeps_the_version_by_which_it_rang(cast, visitor):
    relationship(cast, "offered")
    while sweep.ring_due(at("2026-06-10 08:00")):
        pass
    reminded = Notice.objects.get(kind="reminder.answer_offer")
    five = replace(
        defaults.shipped_policies()["answer_offer"], allowance=Offset(5, Unit.WORKING_DAYS)
    )
    scope = f"programme:{cast.programme.uid}"
    by = {"by": cast.citra.user, "now": at("2026-06-10 09:00")}
    version = policies.publish(five, scope=scope, **by)
    moving.move(Deadline.objects.filter(name="answer_offer"), version, scope=scope, **by)
    assert "3 hari kerja · bawaan sistem" in shown(visitor(cast.budi.person), reminded)


def test_an_item_says_what_one_was_not_told_and_why(cast, visitor):
    item = relationship(cast, "requested")
    while sweep.ring_due(at("2026-06-22 09:00")):
        pass
    assert Notice.objects.filter(recipient=cast.citra.user, not_sent=COLLAPSED).exists()
    page = reverse("portal:relationship", args=[item.uid])
    citra = visitor(cast.citra).get(page).content.decode()
    assert "Yang tidak disampaikan kepada Anda, dan sebabnya" in citra
    assert "Langkah berikutnya sudah menyampaikannya" in citra
    assert "Yang tidak disampaikan" not in visitor(cast.maya).get(page).content.decode()


def test_each_reason_has_words():
    assert set(NOT_TOLD) == {PAST, COLLAPSED}
