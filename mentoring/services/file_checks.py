"""What a file is by its structure, from its first byte to its last; its name is not asked.

Refused is what is none of the kinds, damaged, followed by something else, unfolds without end, or
carries programs or further files. Nothing of a file is ever run or shown by the server.
"""

import io
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from mentoring.machines.file_codes import FileKind

SIDE: Final = 10_000  # pixels
AREA: Final = 50_000_000
UNFOLDED: Final = 100_000_000  # bytes, of everything packed in a PDF together
UNREADABLE: Final = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)

PNG: Final = b"\x89PNG\r\n\x1a\n"
PDF: Final = re.compile(rb"%PDF-[12]\.\d")
PDF_END: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
PDF_TABLE: Final = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
STREAM: Final = re.compile(rb"stream\r?\n")
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE: Final = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)\b"
)


def kind_of(content: bytes) -> FileKind:
    """ValidationError, in words, for what is none of them or is not sound."""
    for kind, (starts, check) in CHECKS.items():
        if starts(content):
            check(content)
            return kind
    raise ValidationError(_("This is no PDF, JPEG or PNG. What counts is the file, not its name."))


def _is_pdf(content: bytes) -> None:
    end = PDF_END.search(content[-1100:])
    if end is None:
        raise _damaged()
    at = int(end.group(1))
    if at >= len(content) or not PDF_TABLE.match(content, at):
        raise _damaged()
    if b"/Encrypt" in content:
        raise ValidationError(_("This PDF is locked with a password. Please send it unlocked."))
    unpacked = _unfolded(content)
    plain = ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), content + unpacked)
    if ACTIVE.search(plain):
        raise ValidationError(
            _("This PDF carries programs or other files. Please print it anew as a PDF.")
        )


def _unfolded(content: bytes) -> bytes:
    """Objects that are packed in streams; pictures and the like are only measured."""
    kept, left = [], UNFOLDED
    for begin in STREAM.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            plain = unpacking.decompress(content[begin.end() :], left + 1)
        except zlib.error:
            continue  # packed in another way, which nobody here unfolds
        left -= len(plain)
        if left < 0:
            raise ValidationError(_("This PDF unfolds to more than can be looked at."))
        if b"/ObjStm" in content[max(0, begin.start() - 400) : begin.start()]:
            kept.append(plain)
    return b"\n".join(kept)


def _is_png(content: bytes) -> None:
    at = len(PNG)
    while True:
        length, name = struct.unpack_from(">I4s", _from(content, at, 8))
        body = _from(content, at + 4, length + 4)
        [check] = struct.unpack(">I", _from(content, at + 8 + length, 4))
        if zlib.crc32(body) != check:
            raise _damaged()
        at += 12 + length
        if name == b"IEND":
            break
    if at != len(content):
        raise _followed()
    _decoded(content, "PNG")


def _from(content: bytes, at: int, length: int) -> bytes:
    found = content[at : at + length]
    if len(found) != length:
        raise _damaged()
    return found


def _is_jpeg(content: bytes) -> None:
    _decoded(content, "JPEG")
    if not content.endswith(b"\xff\xd9"):
        raise _followed()


def _decoded(content: bytes, form: str) -> None:
    """Every dot of it, once it is known that there are not too many."""
    try:
        picture = Image.open(io.BytesIO(content), formats=(form,))
        wide, high = picture.size
        if max(wide, high) > SIDE or wide * high > AREA:
            raise _too_many_dots()
        picture.load()
    except Image.DecompressionBombError:
        raise _too_many_dots() from None
    except UNREADABLE:
        raise _damaged() from None


def _damaged() -> ValidationError:
    return ValidationError(_("This file is damaged. Please make it anew and send it again."))


def _followed() -> ValidationError:
    return ValidationError(_("Something else is hidden behind this picture, so it is not taken."))


def _too_many_dots() -> ValidationError:
    return ValidationError(_("This picture has too many dots. Please scan it more coarsely."))


Check = tuple[Callable[[bytes], object], Callable[[bytes], None]]
CHECKS: Final[Mapping[FileKind, Check]] = {
    FileKind.PDF: (PDF.match, _is_pdf),
    FileKind.PNG: (lambda content: content.startswith(PNG), _is_png),
    FileKind.JPEG: (lambda content: content.startswith(b"\xff\xd8\xff"), _is_jpeg),
}
