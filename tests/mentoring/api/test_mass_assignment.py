"""No body sets a column that it does not declare: every body against every field of every model.

The bodies are found, not listed: each shape that reads anything, each form, each transition.
"""

import importlib
import inspect
import pkgutil
import uuid
from collections import Counter

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django import forms
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from rest_framework.serializers import BaseSerializer, ModelSerializer

from accounts import confirming
from accounts.clock import now as entry_clock
from accounts.models import User
from config.addresses import served
from mentoring import api, portal
from mentoring.api.errors import Problem
from mentoring.api.serializers.strict import PASSWORD, Strict, checked
from mentoring.api.views.subject import open_transitions
from mentoring.models import Person, Programme, Relationship
from mentoring.queries import policies
from mentoring.services.correction import report
from mentoring.vocabulary import AppointedRole
from notifications.models import Notice
from tests.factories import person as people
from tests.factories.breaches import breach
from tests.factories.break_glass import Guards, glass
from tests.factories.cast import MONDAY
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import destruction, hold
from tests.factories.matter import matter
from tests.factories.performance import counselling, official
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.permissions.attempts import sensible
from tests.permissions.world import escalated
from tests.transactions import around
from workflows import now as clock
from workflows.machine import SYSTEM
from workflows.registry import machines

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
_FORMS = {each for each in below(forms.BaseForm) if ours(each)}
SIGN_IN = [each for each in below(forms.BaseForm) if each.__module__ == "accounts.forms"]
_NAMES = Counter(each.__name__ for each in _FORMS)
# Two of one name are told apart by where they stand.
FORMS = {
    name if _NAMES[name] == 1 else f"{each.__module__.rpartition('.')[2]}.{name}": each
    for each in _FORMS
    for name in [each.__name__]
}
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
    "own_office.RosterForm": {"people": Person.objects.none()},
    "roster.RosterForm": {"programmes": Programme.objects.none()},
    "StepForm": {"clock": policies.clock("answer_offer")},
}


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_takes_no_column_it_does_not_declare(name):
    shape = BODIES[name]
    undeclared = [column for column in COLUMNS if column not in shape().fields]
    assert {"state", "version", "is_staff", "mentee"} <= set(undeclared)
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
@pytest.mark.parametrize("form", SIGN_IN, ids=lambda form: form.__name__)
def test_a_form_of_sign_in_sets_nothing_of_the_user_but_what_it_is_for(form):
    user = User.objects.create_user("penguji", "penguji@example.go.id")
    before = User.objects.filter(pk=user.pk).values().get()
    takes = inspect.signature(form.__init__).parameters
    given = {name: value for name, value in {"user": user, "held": False}.items() if name in takes}
    sent = form(data=dict.fromkeys(COLUMNS, "1"), **given)
    sent.user = user
    sent.is_valid()
    assert set(sent.cleaned_data) <= set(sent.fields)
    assert User.objects.filter(pk=user.pk).values().get() == before


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_hands_on_what_it_declares_only(name):
    form = FORMS[name](data=dict.fromkeys(COLUMNS, "1"), **GIVEN.get(name, {}))
    form.is_valid()
    assert set(getattr(form, "cleaned_data", {})) <= set(form.fields)


def addresses_of(kind):
    """Each transition's address at a subject, in the API and in the portal."""
    model = machines()[kind]
    steps = [each for each in model.transitions().values() if not each.hidden]
    steps = [declared for declared in steps if declared.allow != {SYSTEM}]
    ways = {f"api:{kind}-transition": open_transitions(model), f"portal:{kind}_step": steps}
    for name in sorted(ways.keys() & set(served())):
        for declared in ways[name]:
            yield name, declared


def subjects(cast):
    """One of each kind, and whoever could have a say in it."""
    pair = relationship(cast, "active")
    served, wati, wulan = service(cast), official(cast, "Wati Contoh"), officer(cast)
    yield pair, (cast.maya, cast.budi.person, cast.citra)
    yield session(pair), (cast.maya, cast.budi.person)
    yield matter(cast, pair), (cast.citra,)
    escalated(pair, "superior_of_practitioner", cast.budi.person, cast.sari)
    told = Notice.objects.get(recipient=cast.sari.user, kind="escalation.status_update")
    yield report(told, by=cast.sari.user, now=MONDAY), (cast.citra,)
    yield counselling(cast, "written", counsellor=wati), (cast.maya, wati, cast.rina, cast.citra)
    yield case(cast, served, "in_service"), (cast.maya, served.lestari, served.dewi)
    yield data_request(cast, wulan), (cast.maya, wulan)
    yield destruction(cast, wulan), (wulan, cast.hadi)
    yield hold(cast, wulan, cast.eko), (wulan,)
    yield breach(cast, wulan), (cast.eko, wulan)
    watch = Guards(people.person("Galih Contoh", unit=cast.maya.unit), wulan)
    people.appointment(watch.galih, AppointedRole.EMERGENCY_OFFICER)
    for one in (watch.galih, wulan):
        TOTP.activate(one.user, generate_totp_secret())
    yield glass(cast, watch), (watch.galih, wulan)


@pytest.mark.once
@pytest.mark.django_db
def test_every_column_sent_along_changes_nothing_at_any_transition(cast, door, monkeypatch):
    """Refused by name in the API; not looked at in the portal, where the row comes out the same."""
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    made = list(subjects(cast))
    performed = set()
    for subject, actors in made:
        subject.refresh_from_db()
        for client in (confirmed(door(who)) for who in actors):
            for name, declared in addresses_of(subject.kind):
                url = reverse(name, kwargs={"uid": subject.uid, "name": declared.name})
                if name.startswith("api:"):
                    told = refused_by_name(client, url)
                    asked = {*declared.inputs, *([PASSWORD] if declared.confirmed else [])}
                    assert told is None or told >= set(COLUMNS) - asked, url
                    continue
                sound = {key: sensible(key, field) for key, field in declared.inputs.items()}
                sound |= {"token": str(uuid.uuid4()), "version": str(subject.version)}
                plain = becomes(client, url, subject, sound)
                assert becomes(client, url, subject, {**EVERY_COLUMN, **sound}) == plain, url
                performed |= {subject.kind} if plain[1]["version"] > subject.version else set()
    assert performed == {subject.kind for subject, _ in made}


EVERY_COLUMN = {column: str(uuid.uuid4()) for column in COLUMNS}


def refused_by_name(client, url):
    answer = client.post(url, EVERY_COLUMN, format="json")
    assert answer.status_code in {400, 404}, (url, answer.status_code)
    return (
        {each["field"] for each in answer.json()["errors"]} if answer.status_code == 400 else None
    )


def becomes(client, url, subject, data):
    """How it is answered, and the row then, without where its chain ends, which differs."""
    with around():
        status = client.post(url, data, format="multipart").status_code
        row = type(subject)._base_manager.filter(pk=subject.pk).values().get()
        transaction.set_rollback(True)
    return status, {name: value for name, value in row.items() if "head" not in name}


def confirmed(client):
    """What is kept closed opens to them."""
    session = client.session
    confirming.note(session, now=entry_clock())
    session.save()
    return client


@pytest.mark.django_db
def test_a_refused_column_beside_a_good_one_changes_nothing(cast, door):
    made = relationship(cast, "active")
    sent = {"status": "on_track", "state": "closed", "version": 99, "mentee": str(cast.eko.uid)}
    address = f"/api/v1/relationships/{made.uid}/transitions/update_status/"
    answer = door(cast.budi.person).post(address, sent, format="json")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"state", "version", "mentee"}
    assert Relationship.objects.get(pk=made.pk).status == ""
