"""An organisation's logo: judged by what it is, drawn anew as a small PNG, kept, taken back."""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.models import User
from mentoring.models import Logo, Organisation
from mentoring.services import house_styles

MOST: Final = 1_000_000  # bytes of a file
SIDE: Final = 5000  # pixels, so that a small file cannot unfold without end
DRAWN: Final = (480, 144)  # at most, sharp on fine screens
SHOWN: Final = (240, 72)
HEAVIEST: Final = 30_000  # bytes in every mail
COLOURS: Final = 64  # if it were heavier with all of them
UNREADABLE: Final = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)
# By then no mail that shows it is tried again.
FORGOTTEN_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Drawn:
    """As mails carry it, and how large they show it."""

    image: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.image).hexdigest()[:32]


def drawn(content: bytes) -> Drawn:
    """ValidationError by field, in words, for what is no picture we take."""
    if len(content) > MOST:
        raise _refused(_("The file is larger than 1 MB."))
    picture = _opened(content)
    picture.thumbnail(DRAWN)
    image = _png(picture)
    if len(image) > HEAVIEST:
        image = _png(picture.quantize(COLOURS))
    if len(image) > HEAVIEST:
        picture.thumbnail(SHOWN)
        image = _png(picture.quantize(COLOURS))
    wide, high = picture.size
    scale = max(1, wide / SHOWN[0], high / SHOWN[1])
    return Drawn(image, max(1, round(wide / scale)), max(1, round(high / scale)))


@transaction.atomic
def keep(home: Organisation, logo: Drawn, *, by: User, now: datetime) -> None:
    """Above every mail and letter from now on."""
    size = {"width": logo.width, "height": logo.height}
    _replace(home, {"digest": logo.digest, **size}, by, now)
    Logo.objects.update_or_create(
        organisation=home, digest=logo.digest, defaults={"image": logo.image, "used_at": now}
    )


@transaction.atomic
def remove(home: Organisation, *, by: User, now: datetime) -> None:
    _replace(home, {}, by, now)


def _replace(home: Organisation, logo: dict[str, str | int], by: User, now: datetime) -> None:
    style = house_styles.held(home, by, now)
    before = style.logo.get("digest", "")
    style.logo = logo
    style.save()
    mine = Logo.objects.filter(organisation=home)
    mine.filter(digest=before).update(used_at=now)
    mine.filter(used_at__lt=now - FORGOTTEN_AFTER).delete()


def _opened(content: bytes) -> Image.Image:
    """Whatever its name says: read as PNG or JPEG or not at all."""
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if max(picture.size) > SIDE:
            raise _refused(_("The picture is larger than 5000 by 5000 dots."))
        picture.load()
        return _opaque(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise _refused(_("The picture is larger than 5000 by 5000 dots.")) from error
    except UNREADABLE as error:
        raise _refused(_("This is no PNG or JPEG picture, or it is damaged.")) from error


def _opaque(picture: Image.Image) -> Image.Image:
    """On white, as mails and letters are; nothing else of the file is taken over."""
    seen = picture.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _refused(said: str) -> ValidationError:
    return ValidationError({"logo": said})
