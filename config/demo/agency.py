"""The agency of the demo: a regency with thirteen offices and some 120 people, all made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, product

from mentoring.vocabulary import PersonKind, PositionLevel

CODE = "kab-contoh-raya"
NAME = "Pemerintah Kabupaten Contoh Raya"
CALENDAR = "wib_5"
SINCE = date(2026, 1, 1)
DOMAIN = "example.go.id"

HR = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
HEALTH = "Dinas Kesehatan"
WORKS = "Dinas Pekerjaan Umum dan Penataan Ruang"
DIGITAL = "Dinas Komunikasi dan Informatika"

OFFICES: dict[str, tuple[str, str]] = {
    HR: ("Bidang Pengembangan Kompetensi", "Bidang Mutasi dan Promosi"),
    HEALTH: ("Bidang Kesehatan Masyarakat", "Bidang Pelayanan Kesehatan"),
    WORKS: ("Bidang Bina Marga", "Bidang Tata Ruang"),
    DIGITAL: ("Bidang Aplikasi Informatika", "Bidang Komunikasi Publik"),
    "Dinas Pendidikan": ("Bidang Pembinaan SD", "Bidang Pembinaan SMP"),
    "Dinas Sosial": ("Bidang Rehabilitasi Sosial", "Bidang Perlindungan Sosial"),
    "Dinas Kependudukan dan Pencatatan Sipil": (
        "Bidang Pendaftaran Penduduk",
        "Bidang Pencatatan Sipil",
    ),
    "Dinas Perhubungan": ("Bidang Angkutan", "Bidang Lalu Lintas"),
    "Dinas Penanaman Modal dan PTSP": ("Bidang Perizinan", "Bidang Promosi Investasi"),
    "Dinas Pertanian dan Ketahanan Pangan": ("Bidang Penyuluhan", "Bidang Ketahanan Pangan"),
    "Badan Perencanaan Pembangunan Daerah": ("Bidang Ekonomi", "Bidang Riset dan Inovasi"),
    "Satuan Polisi Pamong Praja": ("Bidang Ketertiban Umum", "Bidang Penegakan Perda"),
    "Dinas Perpustakaan dan Kearsipan": ("Bidang Perpustakaan", "Bidang Kearsipan"),
}

WOMEN = (
    *("Ayu", "Dian", "Endah", "Fitri", "Gita", "Hana", "Indah", "Kartika", "Lestari", "Nadia"),
    *("Putri", "Rani", "Sinta", "Tuti", "Utami", "Vina", "Wulan", "Yanti", "Zahra", "Laras"),
)
MEN = (
    *("Agus", "Cahyo", "Danu", "Eko", "Fajar", "Gilang", "Hendra", "Irfan", "Joko", "Kurnia"),
    *("Lukman", "Nanda", "Oki", "Prasetyo", "Rudi", "Slamet", "Teguh", "Umar", "Wahyu", "Yusuf"),
)
# No family is called so: example, supposing, such-as, specimen.
FAMILIES = ("Contoh", "Misal", "Umpama", "Teladan")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the agency. `key` is the place in it; `superior` is another one's key."""

    key: str
    name: str
    nip: str
    office: str
    division: str
    position: str
    level: PositionLevel
    superior: str
    kind: PersonKind = PersonKind.PNS

    @property
    def unit(self) -> str:
        return " > ".join(filter(None, (self.office, self.division)))

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


# Those the story is about, by their place.
MAYA = f"{HEALTH}/0/staff1"
BAMBANG = f"{DIGITAL}/0/head"
DEWI = f"{DIGITAL}/head"
BUDI = f"{WORKS}/0/head"
SARI = f"{WORKS}/head"
CITRA = f"{HR}/0/expert"
HASAN = f"{HR}/head"
CAST = {
    MAYA: "Maya Contoh",
    BAMBANG: "Bambang Contoh",
    DEWI: "Dewi Contoh",
    BUDI: "Budi Contoh",
    SARI: "Sari Contoh",
    CITRA: "Citra Contoh",
    HASAN: "Hasan Contoh",
}
# Those who serve counselling: who coordinates it, and two who counsel.
LISTENER = "Dinas Sosial/0/expert"
COUNSELLORS = ("Dinas Sosial/1/expert", "Dinas Perpustakaan dan Kearsipan/1/expert")
FEMALE = frozenset({MAYA, DEWI, SARI, CITRA})
REGENT, SECRETARY = "regent", "secretary"


def members() -> list[Member]:
    """Everybody, superiors before their staff; the same on every call."""
    return list(_Census().members())


class _Census:
    """Gives each place a name and a number; women and men take turns, the cast is set."""

    def __init__(self) -> None:
        self._women = (" ".join(reversed(pair)) for pair in product(FAMILIES, WOMEN))
        self._men = (" ".join(reversed(pair)) for pair in product(FAMILIES, MEN))
        self._turns = cycle((True, False))
        self._count = 0

    def members(self) -> Iterator[Member]:
        yield self._member(REGENT, "", "", "Bupati", PositionLevel.PPK, "")
        yield self._member(SECRETARY, "", "", "Sekretaris Daerah", PositionLevel.PYB, REGENT)
        for office, divisions in OFFICES.items():
            head = f"{office}/head"
            title, level = f"Kepala {office}", PositionLevel.JPT_PRATAMA
            yield self._member(head, office, "", title, level, SECRETARY)
            for number, division in enumerate(divisions):
                yield from self._division(office, division, f"{office}/{number}", head)

    def _division(self, office: str, division: str, place: str, over: str) -> Iterator[Member]:
        head = f"{place}/head"
        posts = (
            ("head", f"Kepala {division}", PositionLevel.ADMINISTRATOR, over),
            ("expert", "Analis SDM Aparatur Ahli Muda", PositionLevel.JF_MUDA, head),
            ("staff1", "Pengelola Data dan Informasi", PositionLevel.PELAKSANA, head),
            ("staff2", "Pengadministrasi Umum", PositionLevel.PELAKSANA, head),
        )
        for post, title, level, superior in posts:
            yield self._member(f"{place}/{post}", office, division, title, level, superior)

    def _member(
        self, key: str, office: str, division: str, title: str, level: PositionLevel, over: str
    ) -> Member:
        woman = key in FEMALE if key in CAST else next(self._turns)
        name = CAST.get(key) or next(self._women if woman else self._men)
        return Member(key, name, self._nip(woman=woman), office, division, title, level, over)

    def _nip(self, *, woman: bool) -> str:
        """Born in 1990 and appointed in 2015, as all made-up people of this project."""
        self._count += 1
        month, day = divmod(self._count, 28)
        return f"1990{month + 1:02}{day + 1:02}201503{2 if woman else 1}001"
