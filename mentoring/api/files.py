"""Answers that are a file to keep."""

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer


class File(JSONRenderer):
    """A client may ask for it by its media type; a refusal is a problem document all the same."""


class Zip(File):
    media_type = "application/zip"
    format = "zip"


class Pdf(File):
    media_type = "application/pdf"
    format = "pdf"


class Jpeg(File):
    media_type = "image/jpeg"
    format = "jpeg"


class Png(File):
    media_type = "image/png"
    format = "png"


def download(content: bytes, kind: type[File], name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
