"""No body sets a column that it does not declare: every body against every field of every model."""

import uuid

import pytest
from django.apps import apps

from mentoring.api.errors import Problem
from mentoring.api.serializers.correction import ReportBody
from mentoring.api.serializers.relationship import RequestBody
from mentoring.api.serializers.session import SessionBody
from mentoring.api.serializers.strict import body_of, checked
from mentoring.api.views.roster import RosterBody
from mentoring.api.views.subject import open_transitions
from mentoring.models import Correction, Relationship, Session
from tests.factories.relationship import relationship

TRANSITIONS = {
    f"{model.kind}.{declared.name}": body_of("Body", declared.inputs)
    for model in (Relationship, Session, Correction)
    for declared in open_transitions(model)
}
BODIES = {
    "ask": RequestBody,
    "propose": SessionBody,
    "report": ReportBody,
    "roster": RosterBody,
    **TRANSITIONS,
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


@pytest.mark.once
@pytest.mark.parametrize("name", BODIES)
def test_a_body_takes_no_column_it_does_not_declare(name):
    shape = BODIES[name]
    undeclared = [column for column in COLUMNS if column not in shape().fields]
    assert {"state", "version", "is_staff", "organisation", "mentee"} <= set(undeclared)
    with pytest.raises(Problem) as refused:
        checked(shape, {column: str(uuid.uuid4()) for column in undeclared})
    told = {fault.field for fault in refused.value.errors}
    assert set(undeclared) <= told


def test_a_refused_column_changes_nothing(cast, door):
    made = relationship(cast, "active")
    sent = {"status": "on_track", "state": "closed", "version": 99, "mentee": str(cast.eko.uid)}
    address = f"/api/v1/relationships/{made.uid}/transitions/update_status/"
    answer = door(cast.budi.person).post(address, sent, format="json")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"state", "version", "mentee"}
    assert Relationship.objects.get(pk=made.pk).status == ""
