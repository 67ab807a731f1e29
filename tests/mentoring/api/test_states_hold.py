"""The document tells the truth in every state: who acts there reads all there is, and acts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories.cast import Cast
from tests.mentoring.api import case_scenarios, rights_scenarios
from tests.mentoring.api.at_keyboard import at_keyboard
from tests.mentoring.api.document import WHOLE, holds, schema
from tests.mentoring.api.test_statements import (
    MAKERS,
    SCENARIOS,
    Made,
    Scenario,
    World,
    counselled,
    met,
    request_of,
    rolled_back,
    state,
    user,
)
from workflows.machine import Machine

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

# Where nothing is left to do, or somebody else reads more.
BESIDE: list[tuple[Made, str]] = [
    (state("followed_up"), "maya"),
    (state("followed_up"), "citra"),
    (met("held"), "citra"),
    (counselled("closed"), "maya"),
    (case_scenarios.at("followed_up"), "lestari"),
    (rights_scenarios.asked("fulfilled"), "maya"),
    (rights_scenarios.failed("closed"), "wulan"),
    (rights_scenarios.approved_by("destroyed"), "wulan"),
]


def played() -> Iterator[tuple[Made, list[Scenario]]]:
    """The scenarios by the state they begin in; in short of each kind one, its latest."""
    by_state = {made: [one for one in SCENARIOS if one.made is made] for made in MAKERS}
    latest = {each[0].step.partition(".")[0]: made for made, each in by_state.items()}
    begun = MAKERS if WHOLE else latest.values()
    for made in dict.fromkeys([*begun, *(other for other, _who in BESIDE)]):
        yield made, by_state.get(made, [])


def test_what_is_read_and_answered_in_a_state_is_as_the_document_says(cast: Cast) -> None:
    world, read = World(cast), defaultdict(set)
    for make, scenarios in played():
        with rolled_back():
            made = make(world)
            beside = [who for other, who in BESIDE if other is make]
            for who in dict.fromkeys([one.who for one in scenarios] + beside):
                client = entered(world, who)
                for path in readable(made):
                    with rolled_back():
                        answer = client.get(path.replace("{uid}", str(made.uid)))
                    holds(answer)
                    read[path].add(answer.status_code)
            for one in scenarios:
                with rolled_back():
                    answer = entered(world, one.who).post(**request_of(world, one, made))
                    holds(answer)
                    assert answer.status_code == 200, (one, answer.json())
    assert [path for path, said in read.items() if 200 not in said] == []


def entered(world: World, who: str) -> APIClient:
    """Signed in, with a second factor, and confirmed today."""
    client = APIClient()
    client.force_login(user(world.crew, who))
    return at_keyboard(client, user(world.crew, who))


def readable(made: Machine) -> Sequence[str]:
    """Every address below the kind's own that is read."""
    root = reverse(f"api:{made.kind}-list")
    paths = schema.raw_schema["paths"].items()
    return [path for path, methods in paths if path.startswith(root) and "get" in methods]
