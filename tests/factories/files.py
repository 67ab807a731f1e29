"""Files as people hand them in, and as somebody with bad intentions does."""

import io
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen.canvas import Canvas

# What antivirus programs agree on to try themselves with.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(text: str = "Formulir contoh") -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 720, text)
    canvas.save()
    return file.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), says: str = "") -> bytes:
    """`says` is what stands beside the dots of a PNG."""
    file, beside = io.BytesIO(), PngInfo()
    beside.add_text("Comment", says)
    Image.new("RGB", size, "white").save(file, form, **({"pnginfo": beside} if says else {}))
    return file.getvalue()


def appended(original: bytes, more: bytes = b"8 0 obj <</Type /Sig>> endobj") -> bytes:
    """As a signature is put to a PDF: behind it, and what was there stays."""
    table = b"\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 9>>\n"
    at = len(original) + 1 + len(more)
    return original + b"\n" + more + table + b"startxref\n%d\n%%%%EOF\n" % (at + 1)


def bomb() -> bytes:
    """A PDF of a few hundred kilobytes that unfolds to 200 MB."""
    packed = zlib.compress(b"\0" * 200_000_000, 9)
    body = b"<</Filter /FlateDecode>> stream\n" + packed + b"\nendstream"
    return appended(pdf(), b"9 0 obj " + body + b" endobj")


def wide_picture() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 dots wide and high."""
    small = picture()
    head = small[12:16] + (60_000).to_bytes(4, "big") * 2 + small[24:29]
    return small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
