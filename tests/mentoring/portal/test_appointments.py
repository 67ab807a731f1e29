"""The head of service appoints and ends; nobody else has the page, nobody appoints a head there."""

import pytest

from mentoring.models import Appointment
from tests.factories.cast import MONDAY

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date().isoformat()


@pytest.fixture
def address(cast):
    return f"/organisations/{cast.organisation.uid}/appointments/"


@pytest.fixture
def hadi(cast, visitor):
    cast.hadi.user.language = "en"
    cast.hadi.user.save(update_fields=["language"])
    return visitor(cast.hadi)


def sent(somebody, **changes):
    return {"role": "coordinator", "name": somebody.name, "first": TODAY, "last": "", **changes}


def test_a_head_finds_the_page_appoints_and_ends(cast, hadi, address):
    assert hadi.get("/leading/")["Location"] == address
    assert hadi.post(address, sent(cast.eko))["Location"] == address
    held = Appointment.objects.get(person=cast.eko)
    shown = hadi.get(address).content.decode()
    assert cast.eko.display_name in shown
    assert "Somebody was appointed" in shown
    hadi.post(address, {"appointment": held.pk, "last": TODAY})
    assert Appointment.objects.get(pk=held.pk).valid_to == MONDAY.date()


@pytest.mark.parametrize(
    "changes",
    [{"role": "head"}, {"role": "made-up"}, {"name": "Nobody There"}, {"first": "2020-01-01"},
     {"first": "soon"}, {"role": "auditor"}],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_done(cast, hadi, address, changes):
    before = Appointment.objects.count()
    answer = hadi.post(address, sent(cast.eko, **changes))
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert Appointment.objects.count() == before


def test_several_of_a_name_are_asked_about(cast, hadi, address):
    answer = hadi.post(address, sent(cast.eko, name="Contoh"))
    assert answer.status_code == 200
    assert str(cast.eko.uid) in answer.content.decode()
    hadi.post(address, sent(cast.eko, name="Contoh", person=str(cast.eko.uid)))
    assert Appointment.objects.filter(person=cast.eko).exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
def test_an_appointment_that_is_none_of_theirs_stays(cast, hadi, address, number):
    own = Appointment.objects.get(person=cast.hadi)
    for given in (number, str(own.pk)):
        assert hadi.post(address, {"appointment": given, "last": TODAY}).status_code == 422
    assert Appointment.objects.get(pk=own.pk).valid_to is None


@pytest.mark.parametrize("name", ["citra", "maya", "sari"])
def test_others_have_no_such_page(cast, visitor, address, name):
    client = visitor(getattr(cast, name))
    assert client.get(address).status_code == 404
    assert client.post(address, sent(cast.eko)).status_code == 404
    assert client.get("/leading/").status_code == 404
