"""A file of policies: sent in, or written into the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 200_000  # bytes


class PolicyFileForm(forms.Form):
    file = forms.FileField(label=_("Policy file (YAML)"), required=False)
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file, if there is one, comes before what is written."""
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        if file is not None:
            given["text"] = self._read(file)
        if not self.errors and not given.get("text", "").strip():
            self.add_error("file", _("Send a file with something in it."))
        return given

    def _read(self, file: Any) -> str:
        if file.size > LARGEST:
            self.add_error("file", _("The file is too large for a file of policies."))
            return ""
        try:
            return str(file.read().decode("utf-8-sig").replace("\r\n", "\n"))
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not text in UTF-8."))
            return ""
