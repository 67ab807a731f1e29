"""Files handed in to a case: checked, sealed, and given out again with a record of who read them.

They lie in the database, so that a backup holds them as they were with the rows that name them.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.machines.file_codes import FileKind, Verification
from mentoring.models import CaseKey, HandedOut, Upload
from mentoring.sealing.files import disclose_file, seal_file
from mentoring.sealing.keys import CannotOpen
from mentoring.sealing.notes import sealed
from mentoring.services import sealed_notes
from mentoring.services.file_checks import kind_of
from mentoring.services.sealed_notes import Unreadable
from mentoring.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: in memory, for one request."""

    content: bytes
    kind: FileKind
    verification: Verification = Verification.UNVERIFIED

    def __repr__(self) -> str:
        return "Checked([sealed])"


def limit() -> int:
    """The largest file, in bytes."""
    most: int = settings.UPLOAD_LIMIT
    return most


def checked(content: bytes, kinds: Collection[FileKind]) -> Checked:
    """ValidationError, in words, if it is too large, none of `kinds`, or not sound.

    Outside any transaction: a validator of signatures may ask others.
    """
    if len(content) > limit():
        most = limit() // 1_000_000
        raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": most})
    kind = kind_of(content)
    if kind not in kinds:
        wanted = ", ".join(str(one.label) for one in FileKind if one in kinds)
        raise ValidationError(
            _("Here this kind of file is expected: %(kinds)s.") % {"kinds": wanted}
        )
    return Checked(content, kind, _verification(content, kind))


def _verification(content: bytes, kind: FileKind) -> Verification:
    if kind is not FileKind.PDF or not settings.SIGNATURE_VALIDATOR:
        return Verification.UNVERIFIED
    is_valid = import_string(settings.SIGNATURE_VALIDATOR)(content)
    return Verification.VALID if is_valid else Verification.INVALID


def keep(key: CaseKey, field: str, file: Checked, *, by: User, now: datetime) -> Upload:
    """Seal it as a file of the case; inside the transaction of the change that hands it in."""
    uid = uuid4()
    text, ciphertext = seal_file(file.content, uid, key.uid)
    note = sealed(key, field, text, author=by, at=now)
    note.save(force_insert=True)
    return Upload.objects.create(
        uid=uid,
        note=note,
        kind=file.kind,
        size=len(file.content),
        ours=_is_ours(key, file.content),
        verification=file.verification,
        ciphertext=ciphertext,
    )


def hand_out(key: CaseKey, content: bytes, *, now: datetime) -> None:
    """Remember a form of ours by its hash, to know it again in what comes back signed."""
    digest = hashlib.sha256(content).hexdigest()
    HandedOut.objects.create(key=key, digest=digest, size=len(content), at=now)


def _is_ours(key: CaseKey, content: bytes) -> bool:
    """A signature is appended to a PDF, so ours is how the signed one begins."""
    rows = HandedOut.objects.filter(key=key, size__lte=len(content))
    known = rows.order_by("-pk").values_list("size", "digest")[:50]
    return any(hashlib.sha256(content[:size]).hexdigest() == digest for size, digest in known)


def opened(upload: Upload, *, by: User, purpose: Purpose, now: datetime) -> bytes:
    """What is in it; that `by` has read it is stored first. Raises like `sealed_notes.reading`."""
    with sealed_notes.reading(upload.note, by=by, purpose=purpose, now=now) as text:
        try:
            secret = text.reveal()
            return disclose_file(bytes(upload.ciphertext), secret, upload.uid, upload.note.key.uid)
        except CannotOpen:
            raise Unreadable(sealed_notes.UNREADABLE) from None


def answer(upload: Upload, content: bytes) -> HttpResponse:
    """To be saved, never shown: as the type found in it, under a name that says nothing."""
    kind = FileKind(upload.kind)
    found = HttpResponse(content, content_type=kind.content_type)
    found.headers["Content-Disposition"] = f'attachment; filename="{upload.uid}.{kind.value}"'
    found.headers["X-Content-Type-Options"] = "nosniff"
    found.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return found
