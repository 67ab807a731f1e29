"""The copy of somebody's data: all of theirs, and nobody else's words or names."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest

from mentoring.machines.data_request_codes import DataRight, Part
from mentoring.models import Note, Reflection, Relationship, Session
from mentoring.queries.personal_data import TABLES
from mentoring.services import personal_data
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.performance import counselling, official
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.errors import Guarded, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    return cast()


def files_of(request, by):
    content = personal_data.copy_for(request, by=by, now=MONDAY)
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def lived(crew):
    """Maya with Budi, and Nina with Budi, each with words of their own."""
    both = ((crew.maya, "maya"), (another_mentee(crew, "Nina Contoh"), "nina"))
    for days, (mentee, mark) in enumerate(both, 2):
        pair = relationship(crew, "active", mentee=mentee)
        Relationship.objects.filter(pk=pair.pk).update(aim=f"tujuan-{mark}")
        held = session(pair, "held", starts_at=MONDAY + timedelta(days=days))
        Session.objects.filter(pk=held.pk).update(place=f"tempat-{mark}")
        for author, whose in ((mentee, mark), (crew.budi.person, f"budi-of-{mark}")):
            for kind in ("private", "shared"):
                Note.objects.create(
                    session=held, author=author, kind=kind, created_at=MONDAY,
                    body=f"{kind}-{whose}",
                )  # fmt: skip
        Reflection.objects.create(
            relationship=pair, author=crew.budi.person, body=f"refleksi-{mark}", created_at=MONDAY
        )


def test_all_of_theirs_and_nothing_of_others(crew):
    lived(crew)
    served = service(crew)
    case(crew, served, "in_service")
    counselling(crew, counsellor=official(crew))
    files = files_of(data_request(crew, officer(crew), "fulfilled"), crew.maya.user)
    whole = files["data.json"]
    for own in ("tujuan-maya", "tempat-maya", "private-maya", "shared-maya", "shared-budi-of-maya"):
        assert own in whole
    for theirs in ("nina", "private-budi", "refleksi-", "Butuh teman bicara"):
        assert theirs not in whole.lower()
        assert not any(theirs in text.lower() for text in files.values())
    tables = json.loads(whole)
    assert tables["confidence"]["cases"][0]["state"] == "in_service"
    assert tables["confidence"]["consents"]
    [performance] = tables["confidence"]["performance_counselling"]
    assert performance["appraiser"] == crew.rina.name
    # Whoever else had a hand in it is named by no name: the coordinator who made the match.
    assert "Citra" not in whole
    assert {row["by"] for row in tables["records"]["changes"]} >= {"self", "Budi Contoh"}


def test_each_table_is_a_file_that_programs_read(crew):
    lived(crew)
    files = files_of(
        data_request(crew, officer(crew), "fulfilled", wants=DataRight.PORTABILITY), crew.maya.user
    )
    whole = json.loads(files["data.json"])
    for part in Part:
        assert set(whole[part.value]) == set(TABLES[part])
        for name, rows in whole[part.value].items():
            text = files.get(f"{part.value}/{name}.csv", "\ufeff").removeprefix("\ufeff")
            assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)


def test_a_text_never_becomes_a_formula(crew):
    pair = relationship(crew, "active")
    Relationship.objects.filter(pk=pair.pk).update(aim="=1+1")
    files = files_of(data_request(crew, officer(crew), "fulfilled"), crew.maya.user)
    [row] = csv.DictReader(io.StringIO(files["pairs/relationships.csv"].removeprefix("\ufeff")))
    assert row["aim"] == "'=1+1"


def test_only_the_person_and_only_what_was_given(crew):
    wulan = officer(crew)
    made = data_request(crew, wulan, "fulfilled")
    with pytest.raises(NotPermitted):
        personal_data.copy_for(made, by=wulan.user, now=MONDAY)
    refused = data_request(crew, wulan, "refused")
    other = data_request(crew, wulan, "fulfilled", wants=DataRight.CORRECTION)
    for each in (refused, other):
        with pytest.raises(Guarded):
            personal_data.copy_for(each, by=crew.maya.user, now=MONDAY)
