"""Made-up rosters as an office would send them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook

from mentoring import nip as numbers
from tests.factories.person import nip

AGENCIES = [
    ("Kejaksaan Contoh", "kejaksaan", "WIB", 2),
    ("LPP Contoh", "lpp", "WIB", 1),
    ("Provinsi Contoh Timur", "provinsi", "WIB", 9),
    ("Provinsi Contoh Barat", "provinsi", "Asia/Pontianak", 1),
    *((f"Kabupaten Contoh {n}", "kabupaten", "WIB", 1) for n in range(1, 34)),
    *((f"Kota Contoh {n}", "kota", "WIB", 1) for n in range(1, 11)),
]


def participants() -> list[dict[str, str]]:
    """The 56 of a leadership training, from five kinds of agencies."""
    homes = [home for *home, people in AGENCIES for _ in range(people)]
    return [
        {
            "No": str(n),
            "NIP": numbers.spaced(nip(n)),
            "Nama": f"Peserta Contoh {n}",
            "Gelar Belakang": "M.Si.",
            "Instansi": name,
            "Jenis Instansi": kind,
            "Unit": "Badan Contoh",
            "Level": "Eselon II",
            "Email": f"peserta{n}@example.go.id",
            "Zona": zone,
        }
        for n, (name, kind, zone) in enumerate(homes, 1)
    ]


def newcomers(people: int = 466) -> list[dict[str, str]]:
    """New civil servants of one regency; every tenth has no address, two share one."""
    rows = [
        {
            "nip": nip(n),
            "nama": f"Pegawai Contoh {n}",
            "jenis": "PNS",
            "unit": f"Dinas Contoh {n % 12}",
            "jabatan": "Analis Contoh",
            "level": "Ahli Pertama",
            "email": "" if n % 10 == 0 else f"pegawai{n}@example.go.id",
            "peran": "peserta",
        }
        for n in range(1, people + 1)
    ]
    for row in rows[21:22]:
        row["email"] = rows[20]["email"]
    return rows


def csv_file(path: Path, rows: Iterable[Mapping[str, str]], separator: str = ";") -> Path:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys(), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def xlsx_file(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    rows = list(rows)
    book = Workbook()
    book.active.append([*rows[0]])
    for row in rows:
        book.active.append([*row.values()])
    book.save(path)
    return path
