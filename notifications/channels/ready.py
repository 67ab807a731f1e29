"""The bytes of a mail from a ready pattern: what Django's message would give, at a tenth of it.

Only where every header is plain and short enough for one line; for anything else there is None.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from random import SystemRandom

from notifications.channels.pictures import Picture

BREAK = "\r\n"
LONGEST = 76  # of a header in one line, as the standard library folds
LONGEST_LINE = 998  # of a body that goes as it is, RFC 5322 2.1.1

Headers = Sequence[tuple[str, str]]
Parts = Sequence[tuple[str, str]]

_random = SystemRandom()


def content(headers: Headers, parts: Parts, picture: Picture | None = None) -> bytes | None:
    """`parts` are media types with texts, the plainest first; `picture` is what they show."""
    if not all(_is_plain(name, value) for name, value in headers):
        return None
    said = [f"{name}: {value}" for name, value in headers]
    texts = [_part(kind, text) for kind, text in parts]
    if picture is None:
        lines = _multipart("alternative", texts, said)
    else:
        shown = [_multipart("alternative", texts), _image(picture)]
        lines = _multipart("related", shown, said)
    return BREAK.join(lines).encode("ascii")


def _multipart(kind: str, parts: Iterable[Iterable[str]], headers: Iterable[str] = ()) -> list[str]:
    boundary = f"==============={_random.randrange(10**19):019d}=="
    lines = [
        f"Content-Type: multipart/{kind};",
        f' boundary="{boundary}"',
        "MIME-Version: 1.0",
        *headers,
        "",
    ]
    for part in parts:
        lines.append(f"--{boundary}")
        lines += part
    return [*lines, f"--{boundary}--", ""]


def _is_plain(name: str, value: str) -> bool:
    """One line of printable ASCII, so nothing in it is read as a header or as an encoding."""
    fits = len(name) + len(value) + 2 <= LONGEST
    return fits and value.isascii() and value.isprintable() and "=?" not in value


def _image(picture: Picture) -> Iterator[str]:
    yield "Content-Type: image/png"
    yield "MIME-Version: 1.0"
    yield "Content-Transfer-Encoding: base64"
    yield f"Content-ID: <{picture.cid}>"
    yield 'Content-Disposition: inline; filename="logo.png"'
    yield ""
    yield picture.lines.replace("\n", BREAK)


def _part(kind: str, text: str) -> Iterator[str]:
    lines = text.replace(BREAK, "\n").replace("\r", "\n").split("\n")
    as_it_is = text.isascii() and max(map(len, lines)) <= LONGEST_LINE
    yield f'Content-Type: {kind}; charset="utf-8"'
    yield "MIME-Version: 1.0"
    yield f"Content-Transfer-Encoding: {'7bit' if as_it_is else 'base64'}"
    yield ""
    whole = BREAK.join(lines)
    yield whole if as_it_is else _in_base64(whole)


def _in_base64(text: str) -> str:
    return base64.encodebytes(text.encode()).decode("ascii").replace("\n", BREAK)
