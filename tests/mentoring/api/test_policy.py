"""Policies through the API: looked at, tried, published, withdrawn, moved, as a file."""

import copy

import pytest

from tests.factories.relationship import relationship
from workflows.models import Deadline, EscalationPolicyVersion

CODE = "answer_offer"


@pytest.fixture
def root(cast):
    return f"/api/v1/programmes/{cast.programme.uid}/policies/"


@pytest.fixture
def citra(cast, door):
    return door(cast.citra)


@pytest.fixture
def shorter(citra, root):
    """What counts, with two working days instead of three."""
    content = copy.deepcopy(citra.get(f"{root}{CODE}/").json()["content"])
    return {**content, "allowance": {"working_days": 2}, "source_label": "SK Contoh 1/2026"}


def published(citra, root, content, **more):
    seen = citra.post(f"{root}{CODE}/", {"content": content}, format="json").json()["seen"]
    body = {"content": content, "preview": False, "seen": seen}
    return citra.post(f"{root}{CODE}/", body, format="json", **more)


def test_it_is_tried_before_it_is_published(cast, citra, root, shorter):
    relationship(cast, "offered")
    tried = citra.post(f"{root}{CODE}/", {"content": shorter}, format="json").json()
    assert (tried["published"], tried["dry_run"]["there_were"]) == (False, 0)
    unseen = {"content": shorter, "preview": False}
    refused = citra.post(f"{root}{CODE}/", unseen, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "seen")
    assert published(citra, root, shorter).json()["published"]
    now = citra.get(f"{root}{CODE}/").json()
    assert (now["version"], now["scope"]) == (1, "programme")
    assert now["content"]["allowance"] == {"working_days": 2}
    again = citra.post(f"{root}{CODE}/", {**unseen, "unseen": True}, format="json").json()
    assert not again["published"]


def test_what_is_overtaken_or_unfit_is_not_published(cast, citra, root, shorter):
    assert citra.get(f"{root}{CODE}/").headers["ETag"] == '"0"'
    assert published(citra, root, shorter, HTTP_IF_MATCH='"0"').status_code == 200
    other = {**shorter, "allowance": {"working_days": 4}}
    assert published(citra, root, other, HTTP_IF_MATCH='"0"').status_code == 409
    for wrong, field in (
        ({**shorter, "allowance": {"weeks": 1}}, "content"),
        ({**shorter, "code": "review"}, "content"),
        ({**shorter, "steps": []}, "content.steps"),
        ({**shorter, "source_label": "a\0b"}, "content"),
    ):
        answer = citra.post(f"{root}{CODE}/", {"content": wrong}, format="json")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"].startswith(field)
    assert (
        EscalationPolicyVersion.objects.filter(policy__scope__startswith="programme").count() == 1
    )


def test_what_is_open_is_moved_and_moved_back(cast, citra, root, shorter):
    pair = relationship(cast, "offered")
    published(citra, root, shorter)
    ahead = citra.get(f"{root}{CODE}/open/").json()
    [line] = ahead["results"]
    assert line["due_to"] < line["due_from"]
    assert citra.post(f"{root}{CODE}/open/", {"to": "x"}, format="json").status_code == 409
    moved = citra.post(f"{root}{CODE}/open/", {"to": ahead["version"]}, format="json").json()
    assert (moved["number"], moved["left"]) == (1, 0)
    row = Deadline.objects.open().get(subject_id=pair.pk)
    assert row.policy_version.number == 1
    assert row.policy_version.policy.scope
    back = citra.post(f"{root}{CODE}/open/", {"undo": moved["act"]}, format="json").json()
    assert (back["number"], back["left"]) == (1, 1)
    for wrong in ({}, {"to": "x", "undo": moved["act"]}):
        assert citra.post(f"{root}{CODE}/open/", wrong, format="json").status_code == 400


def test_a_withdrawal_lets_what_is_set_further_out_count_again(citra, root, shorter):
    published(citra, root, shorter)
    assert citra.delete(f"{root}{CODE}/", HTTP_IF_MATCH='"0"').status_code == 409
    assert citra.delete(f"{root}{CODE}/").json()["scope"] == ""


def test_a_file_is_tried_and_then_published_whole(cast, citra, root):
    everything = citra.get(root).json()["yaml"]
    shorter = everything.replace("working_days: 3\n  steps", "working_days: 2\n  steps", 1)
    assert shorter != everything
    tried = citra.post(root, {"yaml": shorter}, format="json").json()
    assert [one["verdict"] for one in tried["results"]].count("new") == 1
    assert not tried["published"]
    done = citra.post(root, {"yaml": shorter, "preview": False}, format="json").json()
    assert done["published"]
    for wrong in ("- code: [", "- code: nothing_like_it", shorter.replace(CODE, "unheard_of")):
        assert citra.post(root, {"yaml": wrong}, format="json").status_code == 400


def test_of_an_organisation_it_is_for_who_coordinates_the_whole(cast, citra, door, root):
    home = f"/api/v1/organisations/{cast.organisation.uid}/policies/"
    assert len(citra.get(home).json()["results"]) > 10
    assert citra.get(f"{home}nothing/").status_code == 404
    for stranger in (cast.maya, cast.hadi):
        assert door(stranger).get(home).status_code == 404
        assert door(stranger).get(root).status_code == 404
