"""Wish 7: "Two accepted, or the mentor is over capacity."

Drawn from ReDI-School/connect #898 and PR #914 (two mentors accept the same mentee) and #997 (a
mentor accepts more than the stated number), AhsanAyaz/code-with-ahsan #118 (the first accept
wins), anitab-org/mentorship-backend #264 (duplicate requests).
"""

import pytest

from mentoring.models import Practitioner, Relationship
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import run_until, told
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, Refused

pytestmark = pytest.mark.django_db(transaction=True)

TUESDAY = at("2026-06-09 09:00")


def offer(crew, request, to, now=TUESDAY):
    data = {"practitioner": to.uid}
    return engine.perform(request, "offer", by=crew.citra.user, now=now, data=data)


def accept(request, by, now=TUESDAY):
    version = request.version
    return engine.perform(request, "accept", by=by.person.user, now=now, expected_version=version)


def test_of_two_mentors_who_say_yes_one_has_the_mentee_and_the_other_is_told_why_not():
    """ReDI #898: the first mentor accepted, the second accepted too, and both began."""
    crew = cast()
    tono = another_mentor(crew)
    seen_by_budi = relationship(crew, "offered")
    run_until(TUESDAY)
    fresh = Relationship.objects.get(pk=seen_by_budi.pk)
    taken_back = engine.perform(fresh, "withdraw_offer", by=crew.citra.user, now=TUESDAY)
    seen_by_tono = offer(crew, taken_back, tono)

    accept(seen_by_tono, tono)
    with pytest.raises(Refused) as refused:
        accept(seen_by_budi, crew.budi)

    assert str(refused.value)
    assert Relationship.objects.get(pk=fresh.pk).practitioner == tono
    taken = dict(Practitioner.objects.values_list("person__name", "active"))
    assert taken == {"Budi Contoh": 0, "Tono Contoh": 1}
    run_until(at("2026-06-09 18:00"))
    assert [line.who for line in told(TUESDAY, about="offer.accepted")] == ["Maya"]


def test_a_mentor_with_one_place_accepts_one_of_two_requests():
    """ReDI #997: two requests, a capacity of one, and both could be accepted."""
    crew = cast(capacity=1)
    first = relationship(crew, "offered")
    second = relationship(crew, "offered", mentee=another_mentee(crew, "Yuni Contoh"))

    accept(first, crew.budi, MONDAY)
    with pytest.raises(Guarded, match="no room"):
        accept(second, crew.budi, MONDAY)

    assert Practitioner.objects.get(pk=crew.budi.pk).active == 1
    assert Relationship.objects.get(pk=second.pk).state == "offered"


def test_a_full_mentor_is_not_offered_and_has_room_again_when_the_pair_has_ended():
    """ReDI #997: what is beyond the number should not reach the mentor at all."""
    crew = cast(capacity=1)
    active = relationship(crew, "active")
    asked = relationship(crew, "requested", mentee=another_mentee(crew, "Yuni Contoh"))
    with pytest.raises(Guarded, match="no room"):
        offer(crew, asked, crew.budi)

    why = {"reason": "transferred"}
    engine.perform(active, "end_early", by=crew.maya.user, now=TUESDAY, data=why)

    assert offer(crew, asked, crew.budi).state == "offered"


def test_the_same_pair_is_not_made_twice():
    """AnitaB #264: the same request again, while the first one is under way."""
    crew = cast()
    relationship(crew, "active")
    again = relationship(crew, "requested")

    with pytest.raises(Guarded, match="already work together"):
        offer(crew, again, crew.budi)

    assert again.offers.count() == 0
