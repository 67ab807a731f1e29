"""A file to be sent in with a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SentFile(forms.FileField):
    """Says in plain words that none came, or an empty one; `accept` is what a browser offers."""

    def __init__(self, *, accept: str, **options: Any) -> None:
        options.setdefault("label", _("File"))
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={
                "required": _("Choose a file."),
                "missing": _("Choose a file."),
                "empty": _("The file is empty."),
            },
            **options,
        )
