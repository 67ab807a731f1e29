"""What a file is, is read in it: its name counts for nothing, and nothing hides in or behind it."""

import random
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from mentoring.services.file_checks import kind_of
from tests.factories.files import EICAR, appended, bomb, pdf, picture, wide_picture

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (appended(pdf()), "pdf"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpeg"),
    ],
)
def test_what_is_taken(content, kind):
    assert kind_of(content) == kind


FLIPPED = picture()[:-20] + bytes([picture()[-20] ^ 1]) + picture()[-19:]
REFUSED = {
    "nothing": (b"", "no PDF"),
    "words": (b"halo", "no PDF"),
    "a page": (b"<html><script>alert(1)</script>", "no PDF"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "no PDF"),
    "a picture of another kind": (picture("GIF"), "no PDF"),
    "a program for trying antivirus": (EICAR, "no PDF"),
    "a page before a PDF": (b"<html>" + pdf(), "no PDF"),
    "a page behind a PDF": (pdf() + b"<html>", "damaged"),
    "half a PDF": (pdf()[:300], "damaged"),
    "a PDF whose table is elsewhere": (appended(pdf())[:-9] + b"9\n%%EOF\n", "damaged"),
    "a page behind a PNG": (picture() + b"<html>", "hidden"),
    "a page behind a JPEG": (picture("JPEG") + b"<html>", "hidden"),
    "a PNG with a bit that fell over": (FLIPPED, "damaged"),
    "half a JPEG": (picture("JPEG")[:200], "damaged"),
    "a PNG without end": (wide_picture(), "too many dots"),
    "a PDF with a program": (
        appended(pdf(), b"9 0 obj <</S /JavaScript /JS (app.alert)>> endobj"),
        "programs",
    ),
    "a PDF with a program in disguise": (
        appended(pdf(), b"9 0 obj <</S /J#61vaScript>> endobj"),
        "programs",
    ),
    "a PDF with a file": (appended(pdf(), b"9 0 obj <</Type /EmbeddedFile>> endobj"), "programs"),
    "a locked PDF": (appended(pdf(), b"9 0 obj <</Encrypt 8 0 R>> endobj"), "locked"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_and_why(what):
    content, said = REFUSED[what]
    with translation.override("en"), pytest.raises(ValidationError, match=said):
        kind_of(content)


def test_what_unfolds_without_end_is_refused_before_it_does():
    with translation.override("en"), pytest.raises(ValidationError, match="unfolds"):
        kind_of(bomb())


@pytest.mark.parametrize("content", [pdf(), picture("PNG"), picture("JPEG")])
def test_whatever_is_bent_is_taken_or_refused_and_breaks_nothing(content):
    rng = random.Random(7)
    for _time in range(150):
        bent = bytearray(content)
        for _place in range(rng.randrange(1, 6)):
            bent[rng.randrange(len(bent))] = rng.randrange(256)
        cut = bytes(bent[: rng.randrange(1, len(bent) + 1)])
        for each in (bytes(bent), cut):
            with suppress(ValidationError):
                kind_of(each)
