"""Several writes as one statement: the same rows, and counts that can be trusted."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.workflows.parcels.models import Scribble, Van
from workflows import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["together", "one by one"], autouse=True)
def way(request, monkeypatch):
    """Both ways on both databases, as far as a database knows them."""
    if request.param == "one by one":
        monkeypatch.setattr(statements, "can_send_together", lambda: False)
    return request.param


@pytest.fixture
def vans():
    return [Van.objects.create(load=load, room=9) for load in (1, 2, 3)]


def stored():
    return list(Van.objects.order_by("pk").values_list("load", "room"))


def test_each_update_says_how_many_rows_it_touched(vans):
    touched = statements.update(
        [
            (Van.objects.filter(load__gte=2), {"room": 8}),
            (Van.objects.filter(pk__in=[]), {"room": 7}),
            (Van.objects.filter(load=99), {"room": 6}),
            (Van.objects.filter(pk=vans[0].pk, load__lt=F("room")), {"load": F("load") + 1}),
        ]
    )
    assert touched == [2, 0, 0, 1]
    assert stored() == [(2, 9), (2, 8), (3, 8)]


def test_rows_of_several_tables_are_inserted(vans):
    statements.insert(
        [Scribble(cause="a", text="1"), Van(load=4, room=5), Scribble(cause="b", text="2%s")]
    )
    assert stored()[3:] == [(4, 5)]
    assert list(Scribble.objects.order_by("cause").values_list("cause", "text")) == [
        ("a", "1"),
        ("b", "2%s"),
    ]


def test_a_refused_row_takes_all_others_with_it():
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert([Van(), Scribble(cause="a", text="1"), Scribble(cause="a", text="2")])
    assert not Van.objects.exists()


def test_rows_get_values_of_their_own(vans):
    first, second, third = (van.pk for van in vans)
    changed = {first: {"load": 5, "room": 7}, third: {"load": 6, "room": 7}}
    values = statements.by_row(Van, changed)
    assert values["room"] == 7
    assert statements.update([(Van.objects.filter(pk__in=changed), values)]) == [2]
    assert stored() == [(5, 7), (2, 9), (6, 7)]
    assert second not in changed


@pytest.mark.postgresql
def test_it_is_one_statement_where_that_is_possible(vans, way, django_assert_num_queries):
    rows = Van.objects.filter(load=1)
    with django_assert_num_queries(1 if way == "together" else 2):
        statements.update([(rows, {"room": 8}), (Van.objects.filter(load=2), {"room": 8})])
    with django_assert_num_queries(1 if way == "together" else 2):
        statements.insert([Van(), Scribble(cause="a")])
    assert connection.vendor == "postgresql"
