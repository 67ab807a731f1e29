"""Somebody says how they wish to be told; what cannot be is refused beside its field."""

import pytest

from mentoring.models import Person
from mentoring.models.wishes import How, Wishes, read
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

GIVEN = {"reminders": "daily", "pairs": "portal", "digest": "4", "budget": "3",
         "quiet_from": "11:30", "quiet_until": "13:00"}  # fmt: skip
PAGE = "/inbox/manners/"


@pytest.fixture
def maya(cast, visitor):
    cast.maya.user.language = "en"
    cast.maya.user.save(update_fields=["language"])
    return visitor(cast.maya)


def test_what_is_wished_is_kept_and_shown_again(cast, maya):
    assert "How I am told" in words(maya.get("/inbox/"))
    page = maya.post(PAGE, GIVEN, follow=True)
    assert "You are told like this from now on." in words(page)
    wished = Person.objects.get(pk=cast.maya.pk).wished
    assert wished.topics == {"reminders": How.DAILY, "pairs": How.PORTAL}
    assert (wished.digest, wished.budget) == (4, 3)
    assert read(wished.as_json()) == wished
    body = page.content.decode()
    assert '<option value="portal" selected>' in body
    assert 'value="11:30"' in body
    maya.post(PAGE, {})
    assert Person.objects.get(pk=cast.maya.pk).wished == Wishes()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"late": "portal"}, "Select a valid choice"),
        ({"answers": "portal", "quiet_from": "08:00"}, "Please give both times, or none."),
        ({"quiet_from": "08:00", "quiet_until": "08:00"}, "These two times are the same."),
        ({"quiet_from": "06:00", "quiet_until": "18:00"}, "These hours leave no working time"),
        ({"quiet_from": "25:00", "quiet_until": "x"}, "Enter a valid time"),
        ({"digest": "9", "budget": "1000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(cast, maya, given, said):
    page = maya.post(PAGE, given)
    assert page.status_code == 422
    assert said in words(page)
    assert Person.objects.get(pk=cast.maya.pk).wishes is None
