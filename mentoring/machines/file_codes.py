"""Which files may be handed in, and what is known of a signature in one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """By what is in it, whatever it is called."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"

    @property
    def content_type(self) -> str:
        return "application/pdf" if self is FileKind.PDF else f"image/{self.value}"


class Verification(models.TextChoices):
    """Of the signature in a file; nobody has looked as long as no validator is configured."""

    UNVERIFIED = "unverified", _("not verified")
    VALID = "valid", _("verified: valid")
    INVALID = "invalid", _("verified: not valid")
