"""The words a roster may use: its headers and the values of its cells, Indonesian and English."""

import re
from typing import TypeVar

from django.db.models import TextChoices

from accounts.models import TimeZone
from mentoring.vocabulary import EnrolmentRole, OrganisationKind, PersonKind, PositionLevel

Choice = TypeVar("Choice", bound=TextChoices)

# field: the names its header may have; the first two, Indonesian and English, are advertised
HEADERS: dict[str, tuple[str, ...]] = {
    "nip": ("nip", "nip", "nip_ni_pppk", "nip_baru"),
    "name": ("nama", "name", "nama_lengkap", "full_name"),
    "title_before": ("gelar_depan", "title_before"),
    "title_after": ("gelar_belakang", "title_after"),
    "kind": ("jenis", "kind"),
    "organisation": ("instansi", "organisation", "organization"),
    "organisation_kind": ("jenis_instansi", "organisation_kind", "organization_kind"),
    "unit": ("unit", "unit", "unit_kerja"),
    "position": ("jabatan", "position"),
    "level": ("level", "level"),
    "email": ("email", "email", "e_mail"),
    "phone": ("telepon", "phone", "no_telepon", "no_hp"),
    "superior_nip": ("atasan_nip", "superior_nip", "nip_atasan"),
    "role": ("peran", "role"),
    "zone": ("zona", "zone"),
}
REQUIRED = ("nip", "name")
# the columns added to a file of rejected rows, and running numbers
IGNORED = frozenset(
    {"no", "nomor", "no_urut", "baris", "row", "kolom", "column", "masalah", "problem"}
    | {"cara_memperbaiki", "remedy"}
)


def folded(text: str) -> str:
    """A text for comparing: without case, punctuation and superfluous spaces."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def header_field(text: str) -> str | None:
    """The field a header names, "" for an ignored one, None for an unknown one."""
    name = folded(text).replace(" ", "_")
    if not name or name in IGNORED:
        return ""
    return next((field for field, names in HEADERS.items() if name in names), None)


def _words(choices: type[Choice], further: dict[str, Choice]) -> dict[str, Choice]:
    return {folded(choice.value): choice for choice in choices} | further


KINDS = _words(
    PersonKind,
    {
        "calon pns": PersonKind.CPNS,
        "honorer": PersonKind.NON_ASN,
        "eksternal": PersonKind.EXTERNAL,
    },
)
ORGANISATION_KINDS = _words(
    OrganisationKind,
    {
        "kementerian": OrganisationKind.MINISTRY,
        "ministry": OrganisationKind.MINISTRY,
        "lpnk": OrganisationKind.AGENCY,
        "agency": OrganisationKind.AGENCY,
        "other": OrganisationKind.OTHER,
        "province": OrganisationKind.PROVINCE,
        "regency": OrganisationKind.REGENCY,
        "city": OrganisationKind.CITY,
    },
)
LEVELS = _words(
    PositionLevel,
    {
        "eselon i": PositionLevel.JPT_MADYA,
        "eselon ii": PositionLevel.JPT_PRATAMA,
        "eselon iii": PositionLevel.ADMINISTRATOR,
        "eselon iv": PositionLevel.PENGAWAS,
        "supervisor": PositionLevel.PENGAWAS,
        "staf": PositionLevel.PELAKSANA,
        "staff": PositionLevel.PELAKSANA,
        "ahli utama": PositionLevel.JF_UTAMA,
        "ahli madya": PositionLevel.JF_MADYA,
        "ahli muda": PositionLevel.JF_MUDA,
        "ahli pertama": PositionLevel.JF_PERTAMA,
        "penyelia": PositionLevel.JF_PENYELIA,
        "mahir": PositionLevel.JF_MAHIR,
        "terampil": PositionLevel.JF_TERAMPIL,
        "pemula": PositionLevel.JF_PEMULA,
    },
)
ROLES = _words(EnrolmentRole, {"peserta": EnrolmentRole.MENTEE})
ZONES = _words(TimeZone, {"wib": TimeZone.WIB, "wita": TimeZone.WITA, "wit": TimeZone.WIT})
