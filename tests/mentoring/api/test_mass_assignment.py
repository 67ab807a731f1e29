"""No body sets a column that it does not declare: every body against every field of every model.

The bodies are found, not listed: each shape that reads anything, each form, each transition.
"""

import importlib
import pkgutil
import uuid

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse
from rest_framework.serializers import BaseSerializer, ModelSerializer

from config.addresses import served
from mentoring import api, portal
from mentoring.api.errors import Problem
from mentoring.api.serializers.strict import Strict, checked
from mentoring.models import Programme, Relationship, Session
from mentoring.queries import policies
from tests.factories.relationship import relationship
from tests.factories.session import session

for package in (api, portal):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(found.name)


def below(shape):
    for one in shape.__subclasses__():
        yield one
        yield from below(one)


def ours(shape):
    return shape.__module__.startswith(("mentoring.", "rest_framework.serializers", "abc"))


SHAPES = [each for each in below(BaseSerializer) if each.__module__.startswith("mentoring.")]
BODIES = {each.__name__: each for each in below(Strict)}
FORMS = {each.__name__: each for each in below(forms.BaseForm) if ours(each)}
COLUMNS = sorted(
    {
        name
        for app in ("mentoring", "accounts", "workflows", "notifications")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        for name in (field.name, getattr(field, "attname", field.name))
    }
)
# What a form is made with, beside what was sent.
GIVEN = {
    "ReportForm": {"homes": ()},
    "AppointForm": {"roles": frozenset()},
    "WeekForm": {"shipped": ()},
    "RosterForm": {"programmes": Programme.objects.none()},
    "StepForm": {"clock": policies.clock("answer_offer")},
}


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_takes_no_column_it_does_not_declare(name):
    shape = BODIES[name]
    undeclared = [column for column in COLUMNS if column not in shape().fields]
    assert {"state", "version", "is_staff", "organisation", "mentee"} <= set(undeclared)
    with pytest.raises(Problem) as refused:
        checked(shape, {column: str(uuid.uuid4()) for column in undeclared})
    told = {fault.field for fault in refused.value.errors}
    assert set(undeclared) <= told


@pytest.mark.once
def test_nothing_is_read_or_written_by_the_shape_of_a_model():
    """A shape made from a model takes each new column by itself; none is."""
    of_models = [*below(ModelSerializer), *below(forms.BaseModelForm)]
    assert [each for each in of_models if each.__module__.startswith("mentoring.")] == []


@pytest.mark.once
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_no_shape_saves_anything(shape):
    """What is read goes to a service by name; serializers have no way to a row."""
    assert not {"create", "update", "save"} & set(vars(shape))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_hands_on_what_it_declares_only(name):
    form = FORMS[name](data=dict.fromkeys(COLUMNS, "1"), **GIVEN.get(name, {}))
    form.is_valid()
    assert set(getattr(form, "cleaned_data", {})) <= set(form.fields)


def addresses_of(kind):
    """Each transition's address at a subject, in the API and in the portal."""
    for name in ("api:%s-transition", "portal:%s_step"):
        if (wanted := name % kind) in served():
            for declared in apps.get_model(f"mentoring.{kind}").transitions().values():
                if not declared.hidden and declared.allow != {"system"}:
                    yield wanted, declared


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["relationship", "session"])
def test_a_refused_column_changes_nothing_at_any_transition(cast, door, kind):
    """Whoever may make a change sends every column along: refused by name, or not looked at."""
    pair = relationship(cast, "active")
    made = pair if kind == "relationship" else session(pair)
    rows = {model: list(model._base_manager.order_by("pk").values()) for model in TABLES}
    sent = {column: str(uuid.uuid4()) for column in COLUMNS}
    for who in (cast.maya, cast.budi.person, cast.citra):
        client = door(who)
        for name, declared in addresses_of(kind):
            url = reverse(name, kwargs={"uid": made.uid, "name": declared.name})
            if name.startswith("api:"):
                answer = client.post(url, sent, format="json")
                told = {error["field"] for error in answer.json()["errors"]}
                assert answer.status_code == 400
                assert told >= set(COLUMNS) - set(declared.inputs)
            else:
                given = {**sent, "token": str(uuid.uuid4()), "version": "0"}
                assert client.post(url, given).status_code in {403, 409, 422}
    assert {model: list(model._base_manager.order_by("pk").values()) for model in TABLES} == rows


TABLES = (Relationship, Session)


@pytest.mark.django_db
def test_a_refused_column_beside_a_good_one_changes_nothing(cast, door):
    made = relationship(cast, "active")
    sent = {"status": "on_track", "state": "closed", "version": 99, "mentee": str(cast.eko.uid)}
    address = f"/api/v1/relationships/{made.uid}/transitions/update_status/"
    answer = door(cast.budi.person).post(address, sent, format="json")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"state", "version", "mentee"}
    assert Relationship.objects.get(pk=made.pk).status == ""
