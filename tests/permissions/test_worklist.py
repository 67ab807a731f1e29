"""The lists of the worklist show nobody a row or a field that the permission table does not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.queries.agenda import LISTS
from tests.factories.cast import MONDAY
from workflows.models import Deadline

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHOWS = {"turn": {"turn", "late"}, "state": {"state"}, "starts_at": {"starts_at"},
         "other": {"mentee", "practitioner", "person", "client", "counsellor"}}  # fmt: skip


def test_every_line_is_one_the_table_shows(everybody, judge):
    """Everything open is late, so that superiors have something to read as well."""
    Deadline.objects.open().update(due_at=MONDAY - timedelta(days=1))
    address, seen, wrong = reverse("api:worklist"), set(), []
    for visitor in everybody.values():
        for name in LISTS:
            answer = visitor.asks("get", f"{address}?list={name}&limit=100")
            if not visitor.is_known(address):
                assert answer.status_code == 401
                continue
            for line in answer.json()["results"]:
                seen.add(name)
                kind = line["kind"]
                own = {
                    judge.key(kind, key): fields
                    for key, fields in judge.visible(visitor, kind).items()
                }
                fields = own.get(line["uid"], frozenset())
                wrong += [
                    (visitor.actor, name, kind, field)
                    for field, either in SHOWS.items()
                    if field in line and not either & fields
                ]
            wrong += [(visitor.actor, name, fault) for fault in judge.in_words(visitor, answer)]
    assert wrong == []
    assert seen == set(LISTS), "the world has nothing for the other lists"
