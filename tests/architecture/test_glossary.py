"""One word for one thing: a term of docs/glossary.md is translated by its own word wherever people
read it, and the synonyms that tempt a writer or a translator stand nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from scripts import messages

pytestmark = pytest.mark.once

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROOTS = {
    "acting officer": "plt.",
    "agreement": "sepakat",
    "capacity": "kapasitas",
    "closing": "tutup",
    "coach": "coach",
    "cohort": "angkatan",
    "coordinator": "koordinator",
    "deadline": "tenggat",
    "delivery": "kirim",
    "escalation": "eskalasi",
    "incident": "insiden",
    "mentee": "mentee",
    "mentor": "mentor",
    "note": "catatan",
    "notice": "pemberitahuan",
    "offer": "tawar",
    "organisation": "instansi",
    "overdue": "lewat tenggat",
    "pause": "jeda",
    "programme": "program",
    "qualification": "kualifikasi",
    "reminder": "pengingat",
    "request": "mohon",
    "roster": "daftar",
    "session": "sesi",
    "slip": "slip",
    "status update": "status",
    "superior": "atasan",
    "work unit": "unit kerja",
    "working day": "hari kerja",
}
"""The root every translation of a term shares; affixes change with the sentence."""

ENGLISH = (
    r"mentorship|tutors?|meetings?|due dates?|past due|notifications?|agency|vouchers?|tickets?"
)
INDONESIAN = (
    r"pertemuan|notifikasi|pembimbing|anak didik|permintaan|reminder|deadline|request|offer"
    r"|session|roster|batas waktu|jatuh tempo|organisasi|gangguan|kadaluarsa|karyawan"
)
NAMES = {"Non-ministerial government agency"}
"""Proper names, which keep the words they have."""


def entries() -> Iterator[tuple[str, str]]:
    """Each text and its translation, in small letters and without what is filled in later."""
    for package in messages.PACKAGES:
        for entry in polib.pofile(str(messages.catalogue_path(package))):
            if entry.msgid not in NAMES:
                translated = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
                yield bare(entry.msgid), bare(translated)


def bare(text: str) -> str:
    return re.sub(r"%\(\w+\)s|\{\w*\}|<[^>]+>", "", text).lower()


def strays(term: str, root: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    said = re.compile(rf"\b{term}s?\b")
    return [pair for pair in pairs if said.search(pair[0]) and not root_in(root, pair[1])]


def root_in(root: str, text: str) -> bool:
    """Indonesian drops the first letter of some roots after a prefix: pe-nutup-an, me-nawar."""
    softened = {"t": "n", "p": "m", "k": "ng", "s": "ny"}.get(root[0], root[0]) + root[1:]
    return root in text or softened in text


@pytest.mark.parametrize(("term", "root"), ROOTS.items())
def test_a_term_has_one_word_in_indonesian(term, root):
    assert strays(term, root, list(entries())) == []


@pytest.mark.parametrize(("term", "root"), ROOTS.items())
def test_the_glossary_says_the_same(term, root):
    rows = [
        [cell.strip().lower() for cell in line.split("|")[1:3]]
        for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    assert any(
        term in re.split(r", | \(|\)", english) and root_in(root, indonesian)
        for english, indonesian in rows
    )


def test_no_synonym_stands_where_people_read():
    for english, indonesian in entries():
        assert not re.search(rf"\b(?:{ENGLISH})\b", english), english
        assert not re.search(rf"\b(?:{INDONESIAN})\b", indonesian), indonesian


def test_a_stray_word_is_seen():
    pairs = [("the offer lapsed", "penawaran gugur"), ("the offer lapsed", "usulan gugur")]
    assert strays("offer", "tawar", pairs) == pairs[1:]
