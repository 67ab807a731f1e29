"""Choices and role names that more than one subject uses; the words are those of the glossary."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Central (the first five) and regional agencies."""

    MINISTRY = "pusat_kementerian", _("Ministry")
    AGENCY = "pusat_lpnk", _("Non-ministerial government agency")
    KEJAKSAAN = "kejaksaan", _("Prosecution service (Kejaksaan)")
    LPP = "lpp", _("Public broadcaster (LPP)")
    OTHER = "lembaga_lain", _("Other institution")
    PROVINCE = "provinsi", _("Province")
    REGENCY = "kabupaten", _("Regency")
    CITY = "kota", _("City")


class UnitKind(models.TextChoices):
    ROOT = "instansi", _("The organisation itself")
    OPD = "opd", _("Regional unit (OPD)")
    DIVISION = "bidang", _("Division (bidang/bagian)")
    SECTION = "seksi", _("Section (seksi/subbagian)")
    TEAM = "tim", _("Team")


class PersonKind(models.TextChoices):
    PNS = "pns", _("Civil servant (PNS)")
    CPNS = "cpns", _("Candidate civil servant (CPNS)")
    PPPK = "pppk", _("Contract civil servant (PPPK)")
    NON_ASN = "non_asn", _("Non-ASN staff")
    EXTERNAL = "external", _("External person")


WITHOUT_NIP = frozenset({PersonKind.NON_ASN, PersonKind.EXTERNAL})


class PositionLevel(models.TextChoices):
    """Levels of posts. PPK and PyB are offices above every career level, kept for the ceiling."""

    PPK = "ppk", _("Authority for personnel (Pejabat Pembina Kepegawaian)")
    PYB = "pyb", _("Authorised official (PyB)")
    JPT_UTAMA = "jpt_utama", _("JPT Utama")
    JPT_MADYA = "jpt_madya", _("JPT Madya (eselon I)")
    JPT_PRATAMA = "jpt_pratama", _("JPT Pratama (eselon II)")
    ADMINISTRATOR = "administrator", _("Administrator (eselon III)")
    PENGAWAS = "pengawas", _("Supervisor (eselon IV)")
    PELAKSANA = "pelaksana", _("Staff (pelaksana)")
    JF_UTAMA = "jf_utama", _("Functional, Ahli Utama")
    JF_MADYA = "jf_madya", _("Functional, Ahli Madya")
    JF_MUDA = "jf_muda", _("Functional, Ahli Muda")
    JF_PERTAMA = "jf_pertama", _("Functional, Ahli Pertama")
    JF_PENYELIA = "jf_penyelia", _("Functional, Penyelia")
    JF_MAHIR = "jf_mahir", _("Functional, Mahir")
    JF_TERAMPIL = "jf_terampil", _("Functional, Terampil")
    JF_PEMULA = "jf_pemula", _("Functional, Pemula")

    @property
    def rank(self) -> int:
        """Higher is more senior, equal is a peer. Never a source of reporting lines."""
        return _RANKS[self]


_RANKS = {
    PositionLevel.PPK: 90,
    PositionLevel.PYB: 80,
    PositionLevel.JPT_UTAMA: 70,
    PositionLevel.JPT_MADYA: 60,
    PositionLevel.JF_UTAMA: 60,
    PositionLevel.JPT_PRATAMA: 50,
    PositionLevel.JF_MADYA: 40,
    PositionLevel.ADMINISTRATOR: 40,
    PositionLevel.JF_MUDA: 30,
    PositionLevel.PENGAWAS: 30,
    PositionLevel.JF_PERTAMA: 20,
    PositionLevel.JF_PENYELIA: 20,
    PositionLevel.JF_MAHIR: 10,
    PositionLevel.JF_TERAMPIL: 10,
    PositionLevel.JF_PEMULA: 10,
    PositionLevel.PELAKSANA: 10,
}


class Discipline(models.TextChoices):
    MENTORING = "mentoring", _("Mentoring")
    REVERSE_MENTORING = "reverse_mentoring", _("Reverse mentoring")
    COACHING = "coaching", _("Coaching")


# What somebody can be qualified for beside the disciplines; no programme is one of counselling.
COUNSELLING: Final = "counselling"
COMPETENCES: Final = (*Discipline.choices, (COUNSELLING, _("Counselling")))


class MentorAsSuperior(models.TextChoices):
    """Whether the mentor may, must or must not be the mentee's own superior."""

    REQUIRED = "required", _("Required")
    ALLOWED = "allowed", _("Allowed")
    FORBIDDEN = "forbidden", _("Forbidden")


class EnrolmentRole(models.TextChoices):
    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")


class LineKind(models.TextChoices):
    DIRECT_SUPERIOR = "atasan_langsung", _("Direct superior")
    APPRAISER = "penilai_kinerja", _("Performance appraiser")


class Acting(models.TextChoices):
    """How a post is held for somebody: vacant post (Plt.) or absent holder (Plh.)."""

    PLT = "plt", _("Acting (Plt.)")
    PLH = "plh", _("Deputising (Plh.)")


class AppointedRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Service coordinator")
    HEAD = "head", _("Head of service")
    AUDITOR = "auditor", _("Auditor")
    COUNSELLING_COORDINATOR = "counselling_coordinator", _("Counselling coordinator")
    COUNSELLOR = "counsellor", _("Counsellor")
    COUNSELLING_OFFICIAL = "counselling_official", _("Official whose function is counselling")
    FORM_OFFICER = "form_officer", _("Officer for signed papers")
    DPO = "dpo", _("Data protection officer")
    EMERGENCY_OFFICER = "emergency_officer", _("Officer for emergency access")


class Role(models.TextChoices):
    """Parties a deadline can await or a step of a policy can tell; the words follow "you are"."""

    MENTEE = "mentee", _("the mentee")
    PRACTITIONER = "practitioner", _("the mentor or coach")
    OFFERED_PRACTITIONER = "offered_practitioner", _("the mentor or coach asked")
    COORDINATOR = "coordinator", _("the service coordinator")
    HEAD = "head", _("the head of service")
    SUPERIOR_OF_PRACTITIONER = "superior_of_practitioner", _("the superior of the mentor or coach")
    SUPERIOR_OF_MENTEE = "superior_of_mentee", _("the superior of the mentee")
    SUPERIOR_OF_UNSIGNED = "superior_of_unsigned", _("the superior of who has not signed")
    UNSIGNED = "unsigned", _("who has not signed")
    UNREFLECTED = "unreflected", _("who has not looked back")
    INVITED = "invited", _("who was invited")
    PROPOSER = "proposer", _("who proposed the time")
    UNCONFIRMED = "unconfirmed", _("who has not confirmed attendance")
    REPORTER = "reporter", _("the superior who reported it")
    RIGHT_SUPERIOR = "right_superior", _("the superior named")
    CLIENT = "client", _("the client")
    COUNSELLOR = "counsellor", _("the counsellor")
    SUBSTITUTE = "substitute", _("who stands in for the counsellor")
    COUNSELLING_COORDINATOR = "counselling_coordinator", _("the counselling coordinator")
    COUNSELLING_DEPUTY = "counselling_deputy", _("the deputy on the duty roster")
    INTAKE = "intake", _("who takes in requests for counselling")
    ON_DUTY = "on_duty", _("the counsellor, or who takes in requests while there is none")
    APPRAISER = "appraiser", _("the performance appraiser")
    SUPERIOR_OF_APPRAISER = "superior_of_appraiser", _("the superior of the performance appraiser")
    ADDRESSEE = "addressee", _("who receives the result")
    FORM_OFFICER = "form_officer", _("the officer for signed papers")
    REQUESTER = "requester", _("the person whose data it is")
    DPO = "dpo", _("the data protection officer")
    FINDER = "finder", _("who reported that protection failed")
    AFFECTED = "affected", _("a person concerned, once they are told")
    APPROVER = "approver", _("who approves a destruction")
    OPENER = "opener", _("who asked for emergency access")
    SECOND = "second", _("who can approve an emergency access")
    SYSTEM = "system", _("the system")


class Concern(models.TextChoices):
    """What a matter for the coordinator is about."""

    MENTOR_ABOVE = "mentor_above", _("A mentor became a superior of their mentee")
    MENTOR_NOT_ABOVE = "mentor_not_above", _("A mentor is no longer the superior")
    LEAVES = "leaves", _("One of a pair leaves for another organisation")
    AWAY_LONG = "away_long", _("A mentor or coach is away beyond the limit")
    STAFF_STAY = "staff_stay", _("Staff stay behind under who moved")
    LINE_BARRED = "line_barred", _("A superior could not be entered")


# Roles that a relationship does not have.
ELSEWHERE: Final = frozenset(
    {
        *(Role.INVITED, Role.PROPOSER, Role.UNCONFIRMED),
        *(Role.REPORTER, Role.RIGHT_SUPERIOR, Role.SYSTEM),
        *(Role.CLIENT, Role.COUNSELLOR, Role.SUBSTITUTE, Role.COUNSELLING_COORDINATOR),
        *(Role.COUNSELLING_DEPUTY, Role.INTAKE, Role.ON_DUTY),
        *(Role.APPRAISER, Role.SUPERIOR_OF_APPRAISER, Role.ADDRESSEE, Role.FORM_OFFICER),
        *(Role.REQUESTER, Role.DPO, Role.FINDER, Role.AFFECTED),
        Role.APPROVER,
        *(Role.OPENER, Role.SECOND),
    }
)

# Whose superior a role means.
SUPERIORS: Final[Mapping[str, str]] = {
    Role.SUPERIOR_OF_PRACTITIONER.value: Role.PRACTITIONER.value,
    Role.SUPERIOR_OF_MENTEE.value: Role.MENTEE.value,
    Role.SUPERIOR_OF_UNSIGNED.value: Role.UNSIGNED.value,
    Role.SUPERIOR_OF_APPRAISER.value: Role.APPRAISER.value,
}


class Purpose(models.TextChoices):
    """Why a sealed note is opened; `ERASURE` opens nothing: the key of the case was destroyed."""

    OWN_RECORD = "own_record", _("Their own record")
    IN_CHARGE = "in_charge", _("In charge of the case")
    FORM = "form", _("The form, to be printed or signed")
    HAND_OVER = "hand_over", _("Hand-over to somebody else")
    ACCESS_REQUEST = "access_request", _("Request of the person to see their data")
    BREAK_GLASS = "break_glass", _("Emergency access")
    ERASURE = "erasure", _("Erased for good")
