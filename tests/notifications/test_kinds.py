"""The registry of kinds."""

import pytest

from notifications import kinds
from notifications.errors import AlreadyRegistered, UnknownKind
from notifications.kinds import Kind
from tests.notifications.toys import INVITATION


def test_a_registered_kind_is_found_by_its_code():
    kind = kinds.register(Kind("parcel.returned"))
    assert kinds.get("parcel.returned") is kind
    assert kind in kinds.registered()


def test_a_second_kind_of_the_same_code_is_refused():
    with pytest.raises(AlreadyRegistered, match=r"parcel\.arrived"):
        kinds.register(Kind("parcel.arrived"))


def test_an_unknown_kind_names_itself():
    with pytest.raises(UnknownKind, match=r"parcel\.eaten"):
        kinds.get("parcel.eaten")


@pytest.mark.parametrize("code", ["", "Parcel", "parcel..x", "parcel/../x", "p" * 61, "parcel.x "])
def test_a_code_is_plain(code):
    with pytest.raises(ValueError, match="not a code"):
        Kind(code)


def test_a_disclosure_class_is_a_b_or_c():
    with pytest.raises(ValueError, match="D"):
        Kind("parcel.x", disclosure="D")


def test_the_template_is_named_after_the_code():
    assert Kind("parcel.on_the_way").template == "notices/parcel_on_the_way.txt"


def test_class_c_is_discreet_without_saying_so():
    assert Kind("parcel.x", disclosure="C").is_discreet
    assert not Kind("parcel.x", disclosure="B").is_discreet


def test_a_discreet_kind_invites_nobody():
    with pytest.raises(ValueError, match="invitation"):
        Kind("parcel.x", disclosure="C", calendar=lambda _notice: INVITATION.encode())
