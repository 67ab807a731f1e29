"""Employee numbers: the vectors of the domain study, and that a number never shows itself."""

from datetime import date

import pytest

from mentoring.nip import InvalidNip, Nip, NipCaution, NipFault, NipKind, Sex

TODAY = date(2026, 1, 15)

ACCEPTED = [
    ("198609262015051001", NipKind.PNS, date(1986, 9, 26), 2015, 5, None, Sex.MALE, 1),
    ("19860926 201505 1 001", NipKind.PNS, date(1986, 9, 26), 2015, 5, None, Sex.MALE, 1),
    ("19860926.201505-1\u00a0001", NipKind.PNS, date(1986, 9, 26), 2015, 5, None, Sex.MALE, 1),
    ("200012312024121001", NipKind.PNS, date(2000, 12, 31), 2024, 12, None, Sex.MALE, 1),
    ("200012312024211001", NipKind.PPPK, date(2000, 12, 31), 2024, None, 1, Sex.MALE, 1),
    ("199001012024292999", NipKind.PPPK, date(1990, 1, 1), 2024, None, 9, Sex.FEMALE, 999),
    ("196002291985032001", NipKind.PNS, date(1960, 2, 29), 1985, 3, None, Sex.FEMALE, 1),
]

REFUSED = [
    ("196102291985032001", NipFault.BIRTH_DATE),
    ("199002302015051001", NipFault.BIRTH_DATE),
    ("000001012015051001", NipFault.BIRTH_DATE),
    ("199001012015131001", NipFault.APPOINTMENT_CODE),
    ("199001012015201001", NipFault.APPOINTMENT_CODE),
    ("199001012015001001", NipFault.APPOINTMENT_CODE),
    ("199001012015301001", NipFault.APPOINTMENT_CODE),
    ("199001010000051001", NipFault.APPOINTMENT_CODE),
    ("199001012015013001", NipFault.SEX),
    ("199001012015011000", NipFault.SERIAL),
    ("199001011989051001", NipFault.ORDER),
    ("199005011990051001", NipFault.ORDER),
    ("199001011990211001", NipFault.ORDER),
    ("19860926201505100", NipFault.FORMAT),
    ("1986092620150510011", NipFault.FORMAT),
    ("19860926201505100A", NipFault.FORMAT),
    ("１９８６０９２６２０１５０５１００１", NipFault.FORMAT),
    ("1.98609262015051E+17", NipFault.FORMAT),
    ("", NipFault.FORMAT),
]


@pytest.mark.parametrize(
    ("text", "kind", "born", "year", "month", "contract", "sex", "serial"), ACCEPTED
)
def test_a_sound_number_says_what_it_holds(text, kind, born, year, month, contract, sex, serial):
    number = Nip.parse(text)

    assert (number.kind, number.birth_date, number.year) == (kind, born, year)
    assert (number.month, number.contract) == (month, contract)
    assert (number.sex, number.serial) == (sex, serial)
    assert number.cautions(TODAY) == ()


@pytest.mark.parametrize(("text", "fault"), REFUSED)
def test_an_unsound_number_is_refused_with_its_fault(text, fault):
    with pytest.raises(InvalidNip) as refusal:
        Nip.parse(text)

    assert refusal.value.fault is fault
    assert str(refusal.value) == fault.value


def test_youth_and_future_are_cautions_only():
    number = Nip.parse("201001012027011001")

    assert number.cautions(TODAY) == (NipCaution.UNDER_AGE, NipCaution.FUTURE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200802012026021001", ()),
        ("200802022026021001", (NipCaution.UNDER_AGE, NipCaution.FUTURE)),
        ("200801312026011001", (NipCaution.UNDER_AGE,)),
        ("200812312026211001", ()),
        ("200901012026211001", (NipCaution.UNDER_AGE,)),
        ("199001012027211001", (NipCaution.FUTURE,)),
    ],
)
def test_cautions_at_their_edges(text, expected):
    day = date(2026, 2, 1) if expected == () else TODAY
    assert Nip.parse(text).cautions(day) == expected


def test_a_number_never_shows_itself():
    number = Nip.parse("198609262015051001")

    assert f"{number}" == number.masked == "1986********1001"
    assert repr(number) == "Nip(1986********1001)"
    assert number.spaced == "19860926 201505 1 001"
    assert Nip.parse(number.spaced) == number
