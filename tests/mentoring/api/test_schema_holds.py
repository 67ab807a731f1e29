"""The document tells the truth: schemathesis asks every address, as every role, on real rows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import clock, tokens
from accounts.models import ApiToken
from notifications.models import Notice
from tests.factories.relationship import relationship
from tests.factories.session import session

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = ("maya", "budi", "citra", "rina", "sari", "hadi", "eko", "nobody")

schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as those of Django's own test client do."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.fixture
def world(cast: Any) -> dict[str, Any]:
    """A token per role, and uids of real rows beside made-up ones."""
    active = relationship(cast, "active")
    held = session(active, "proposed")
    people = {name: getattr(cast, name) for name in ROLES if hasattr(cast, name)}
    users = {name: getattr(who, "person", who).user for name, who in people.items()}
    now = clock.now()
    issued = {
        name: tokens.issue(
            user, name=name, scope=ApiToken.Scope.WRITE, life=timedelta(days=1), now=now
        )[1]
        for name, user in users.items()
    }
    uids = [active.uid, held.uid, cast.programme.uid, cast.budi.uid, cast.maya.uid]
    uids += Notice.objects.order_by("pk").values_list("pk", flat=True)[:2]
    return {"tokens": issued, "uids": uids}


@schema.parametrize()
@schema.given(
    role=st.sampled_from(ROLES), real=st.booleans(), number=st.integers(min_value=0, max_value=6)
)
@hypothesis.settings(
    max_examples=6,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)
def test_no_answer_differs_from_the_document(
    case: Any, role: str, real: bool, number: int, world: dict[str, Any]
) -> None:
    headers = {}
    if role in world["tokens"]:
        headers["Authorization"] = f"Bearer {world['tokens'][role]}"
    if "uid" in case.path_parameters and real:
        case.path_parameters["uid"] = str(world["uids"][number])
    case.call_and_validate(checks=CHECKS, headers=headers)
