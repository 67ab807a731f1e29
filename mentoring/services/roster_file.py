"""A roster as a table of texts, read from CSV or XLSX with every limit held before trusting it."""

import codecs
import csv
import hashlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

FILE_LIMIT = 10 * 1024 * 1024
UNPACKED_LIMIT = 64 * 1024 * 1024
PARTS_LIMIT = 1_000
ROW_LIMIT = 20_000
COLUMN_LIMIT = 64
SEPARATORS = (",", ";", "\t")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError,
    SyntaxError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


class UnreadableRoster(Exception):
    """The file as a whole cannot be used; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as the spreadsheet numbers it. `numeric` are the columns stored as numbers."""

    number: int
    cells: tuple[str, ...]
    numeric: frozenset[int] = frozenset()

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    digest: str
    separator: str
    header: SheetRow
    rows: tuple[SheetRow, ...]


def read_sheet(path: Path) -> Sheet:
    """The first sheet of a file without its blank rows; raises UnreadableRoster."""
    if path.stat().st_size > FILE_LIMIT:
        raise UnreadableRoster(
            _("The file is larger than %(limit)s MB. Split it.")
            % {"limit": FILE_LIMIT // 1024 // 1024}
        )
    return sheet_of(path.read_bytes())


def sheet_of(data: bytes) -> Sheet:
    """As `read_sheet`, of a file that is not too large."""
    if data.startswith(_OLD_OFFICE):
        raise UnreadableRoster(
            _("This is an old or password-protected Excel file. Save it as .xlsx or CSV.")
        )
    if data.startswith(b"PK\x03\x04"):
        separator, found = ";", _workbook_rows(data)
    else:
        separator, found = _text_rows(_decoded(data))
    rows = _within_limits(found)
    if not rows:
        raise UnreadableRoster(_("The file is empty."))
    return Sheet(hashlib.sha256(data).hexdigest(), separator, rows[0], tuple(rows[1:]))


def _within_limits(found: Iterable[SheetRow]) -> list[SheetRow]:
    rows: list[SheetRow] = []
    for row in found:
        if row.is_blank:
            continue
        if len(rows) > ROW_LIMIT:
            raise UnreadableRoster(
                _("The file has more than %(limit)s rows. Split it.") % {"limit": ROW_LIMIT}
            )
        if len(row.cells) > COLUMN_LIMIT and any(row.cells[COLUMN_LIMIT:]):
            raise UnreadableRoster(
                _("Row %(row)s has more than %(limit)s columns.")
                % {"row": row.number, "limit": COLUMN_LIMIT}
            )
        rows.append(row)
    return rows


def _decoded(data: bytes) -> str:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableRoster(
        _("This is neither a CSV text file nor an XLSX workbook. Save it as .xlsx or CSV (UTF-8).")
    )


def _text_rows(text: str) -> tuple[str, Iterator[SheetRow]]:
    named = _SEP_LINE.match(text)
    separator = named.group(1) if named else _separator(text)
    start = 2 if named else 1
    return separator, _records(text[named.end() if named else 0 :], separator, start)


def _separator(text: str) -> str:
    """The separator that cuts the header into most columns."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=header.count)


def _records(text: str, separator: str, start: int) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = start
    try:
        for number, cells in enumerate(reader, start):
            yield SheetRow(number, tuple(cells))
    except csv.Error:
        raise UnreadableRoster(
            _("The quotation marks are not closed properly after row %(row)s.") % {"row": number}
        ) from None


def _workbook_rows(data: bytes) -> Iterator[SheetRow]:
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not support is not in a roster
            yield from _first_sheet(data)
    except _BROKEN:
        raise UnreadableRoster(
            _("The workbook is damaged or not an XLSX file. Save it again as .xlsx or CSV.")
        ) from None


def _refuse_bomb(data: bytes) -> None:
    """The sizes a ZIP declares bind its reader, so they can be trusted as limits."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise UnreadableRoster(_("The workbook is too large when unpacked. Split it."))


def _first_sheet(data: bytes) -> Iterator[SheetRow]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    with closing(workbook):
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # the declared size may be too small
        rows = sheet.iter_rows(max_col=COLUMN_LIMIT + 1, values_only=True)
        for number, values in enumerate(rows, 1):
            yield SheetRow(
                number,
                tuple(_text(value) for value in values),
                frozenset(n for n, value in enumerate(values) if isinstance(value, int | float)),
            )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
