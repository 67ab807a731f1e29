"""What rows refer to lies beside them, read once for all."""

import pytest

from tests.workflows.parcels.models import Parcel
from workflows import engine
from workflows.models import Deadline
from workflows.related import Related

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcels(calendar, toy_policies, maya, budi, now):
    made = [Parcel(sender=maya, carrier=who, calendar=calendar) for who in (budi, maya, budi)]
    for parcel in made:
        engine.begin(parcel, by=maya, now=now)
    return list(Parcel.objects.order_by("pk"))


def test_nothing_is_asked_for_again(parcels, maya, budi, django_assert_num_queries):
    related = Related()
    with django_assert_num_queries(2):  # people, calendars
        related.lay(parcels, Parcel.related)
    with django_assert_num_queries(0):
        assert [parcel.carrier for parcel in parcels] == [budi, maya, budi]
        assert parcels[0].carrier is parcels[2].carrier
        assert parcels[0].sender is parcels[1].carrier
        assert {parcel.carrier_calendar for parcel in parcels} == {None}
        related.lay(parcels, Parcel.related)


def test_paths_lead_on_from_there(parcels, django_assert_num_queries):
    rows = list(Deadline.objects.order_by("pk"))
    with django_assert_num_queries(2):
        Related().lay(rows, ("policy_version__policy",))
    with django_assert_num_queries(0):
        assert {row.policy_version.policy.code for row in rows} == {"dispatch"}


def test_no_rows_cost_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        Related().lay([], Parcel.related)
