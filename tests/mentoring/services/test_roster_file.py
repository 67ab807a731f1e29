"""Reading a roster from every kind of file an office has, and refusing what is not one."""

import io
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from mentoring.services import roster_file
from mentoring.services.roster_file import UnreadableRoster, read_sheet

ROWS = [
    ["nip", "nama", "unit"],
    ["19900101 201505 1 001", "Maya Contoh", "Bidang Mutasi; Promosi"],
    ["19900102 201505 1 002", "Chloé “Eko” Contoh", "Café, Ruang Contoh"],
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def quoted(separator):
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS) + "\r\n"


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture
def written(tmp_path):
    def write(data, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def cells(sheet):
    return [list(row.cells[: len(ROWS[0])]) for row in (sheet.header, *sheet.rows)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_text_file_is_read_whatever_its_encoding_and_separator(
    written, separator, encoding, line_end
):
    path = written(quoted(separator).replace("\r\n", line_end).encode(encoding))

    sheet = read_sheet(path)

    assert cells(sheet) == ROWS
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.separator == separator


def test_a_workbook_is_read_as_text(written):
    sheet = read_sheet(written(workbook(ROWS), "roster.xlsx"))

    assert cells(sheet) == ROWS
    assert not any(row.numeric for row in sheet.rows)


def test_a_workbook_says_which_cells_are_numbers(written):
    rows = [["nip", "nama"], [199001012015051001, "Maya Contoh"], ["x", 7.0]]

    sheet = read_sheet(written(workbook(rows), "roster.xlsx"))

    assert [row.numeric for row in sheet.rows] == [{0}, {1}]
    assert sheet.rows[1].cells[:2] == ("x", "7")


def test_what_a_file_is_called_does_not_matter(written):
    assert cells(read_sheet(written(workbook(ROWS), "roster.csv"))) == ROWS


def test_blank_rows_count_and_are_left_out(written):
    text = "\n;;\nnip;nama\n\n1;Maya\n;\n2;Budi\n"

    sheet = read_sheet(written(text.encode()))

    assert (sheet.header.number, [row.number for row in sheet.rows]) == (3, [5, 7])


def test_rows_missing_in_a_workbook_count_too(written):
    book = Workbook()
    book.active["A3"], book.active["A9"] = "nip", "1"

    sheet = read_sheet(written(saved(book), "roster.xlsx"))

    assert (sheet.header.number, [row.number for row in sheet.rows]) == (3, [9])


def test_a_cell_of_several_lines_is_one_row(written):
    sheet = read_sheet(written(b'nip,nama\n1,"Maya\nContoh"\n2,Budi\n'))

    assert [row.number for row in sheet.rows] == [2, 3]


def test_the_separator_line_of_a_spreadsheet_is_obeyed(written):
    sheet = read_sheet(written(b"sep=|\r\nnip|nama\r\n1|Maya; Contoh\r\n"))

    assert (sheet.header.number, sheet.rows[0].number) == (2, 3)
    assert sheet.rows[0].cells == ("1", "Maya; Contoh")


def test_the_same_content_has_the_same_digest(written):
    first = read_sheet(written(b"nip,nama\n1,Maya\n", "a.csv"))
    again = read_sheet(written(b"nip,nama\n1,Maya\n", "b.csv"))
    other = read_sheet(written(b"nip,nama\n2,Maya\n", "c.csv"))

    assert first.digest == again.digest != other.digest


def with_sheet(rewrite):
    """The workbook with the XML of its sheet rewritten."""
    book = zipfile.ZipFile(io.BytesIO(workbook(ROWS)))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part in book.namelist():
            content = book.read(part)
            is_sheet = part.startswith("xl/worksheets/")
            archive.writestr(part, rewrite(content) if is_sheet else content)
    return data.getvalue()


def entity_bomb():
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    return with_sheet(lambda _content: bomb)


def archive(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return data.getvalue()


def test_a_workbook_that_declares_itself_too_small_is_read_to_its_end(written):
    data = with_sheet(lambda content: content.replace(b'ref="A1:C3"', b'ref="A1:A1"'))

    assert cells(read_sheet(written(data))) == ROWS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"\n;;\n", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or password-protected Excel file"),
        (b"nip,nama\n1,\x81\x8d\n", "neither a CSV text file nor an XLSX workbook"),
        (b"nip,nama\n1,Ma\0ya\n", "neither a CSV text file nor an XLSX workbook"),
        (b'nip,nama\n1,"Maya\n2,Budi\n', "The quotation marks are not closed properly"),
        (b"PK\x03\x04 not a zip", "The workbook is damaged or not an XLSX file."),
        (archive(content="<office/>"), "The workbook is damaged or not an XLSX file."),
        (entity_bomb(), "The workbook is damaged or not an XLSX file."),
        (archive(bomb=bytes(70 * 1024 * 1024)), "The workbook is too large when unpacked."),
        (archive(**{f"n{n}": "" for n in range(1001)}), "The workbook is too large when unpacked."),
    ],
    ids=[
        "empty", "blank", "old", "binary", "nul", "quotes", "torn", "other", "entities", "bomb",
        "many parts",
    ],
)  # fmt: skip
def test_what_is_no_roster_is_refused_with_its_reason(written, data, reason):
    with pytest.raises(UnreadableRoster, match=reason):
        read_sheet(written(data))


def test_limits_hold(written, monkeypatch):
    monkeypatch.setattr(roster_file, "ROW_LIMIT", 2)
    monkeypatch.setattr(roster_file, "COLUMN_LIMIT", 3)
    assert len(read_sheet(written(b"nip\n1\n2\n")).rows) == 2

    with pytest.raises(UnreadableRoster, match="more than 2 rows"):
        read_sheet(written(b"nip\n1\n2\n3\n"))
    with pytest.raises(UnreadableRoster, match="Row 2 has more than 3 columns"):
        read_sheet(written(b"nip\n1,2,3,4\n"))
    with pytest.raises(UnreadableRoster, match="Row 1 has more than 3 columns"):
        read_sheet(written(workbook([["a", "b", "c", "d"]]), "roster.xlsx"))
    monkeypatch.setattr(roster_file, "FILE_LIMIT", 5)
    with pytest.raises(UnreadableRoster, match="larger than"):
        read_sheet(written(b"nip\n1\n2\n"))
