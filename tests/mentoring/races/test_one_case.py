"""A client asks for counselling with sixteen hands at once: there is one case."""

import pytest

from mentoring.models import CounsellingCase
from mentoring.services import counselling_case as cases
from mentoring.services.counselling_case import Request
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import TOPIC, WISH, service
from tests.mentoring.races.conftest import RUNNERS
from workflows.errors import Guarded

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_one_is_begun_and_the_others_are_told_of_it(race):
    crew = cast()
    service(crew)
    request = Request(topic=TOPIC, wish=WISH)

    def ask():
        return cases.ask(crew.maya, request, by=crew.maya.user, now=MONDAY)

    outcomes = race([ask] * RUNNERS)
    assert [type(each) for each in outcomes].count(CounsellingCase) == 1, outcomes
    refused = [str(each) for each in outcomes if isinstance(each, Guarded)]
    assert refused == [str(cases.ANOTHER_IS_OPEN)] * (RUNNERS - 1), outcomes
