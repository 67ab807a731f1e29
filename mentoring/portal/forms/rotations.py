"""Sending in a rotation of officials: the file, and what its preview carries on."""

import binascii
from base64 import b64decode, b64encode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.portal.forms.sent_file import SentFile
from mentoring.services.roster_file import UnreadableRoster
from mentoring.services.rotations import LARGEST


class RotationForm(forms.Form):
    file = SentFile(
        accept=".csv,.xlsx",
        help_text=gettext_lazy(
            "CSV or XLSX with the columns pegawai, tmt and nomor_sk, and what changes: unit_baru, "
            "jabatan_baru, kepala_unit, atasan_baru, instansi_baru."
        ),
    )

    @property
    def file_name(self) -> str:
        return str(self.cleaned_data["file"].name)

    def content(self) -> bytes:
        return bytes(self.cleaned_data["file"].read(LARGEST + 1))


class PublishForm(forms.Form):
    """What the preview carries: the file as it was sent, and what was said of it."""

    content = forms.CharField(max_length=LARGEST * 4 // 3 + 4)
    name = forms.CharField(max_length=120)
    version = forms.CharField(max_length=64)

    def file(self) -> bytes:
        """UnreadableRoster if somebody else than the preview wrote it."""
        if self.is_valid():
            try:
                return b64decode(self.cleaned_data["content"], validate=True)
            except (binascii.Error, ValueError):
                pass
        raise UnreadableRoster(_("Please send the file again."))


class WithdrawForm(forms.Form):
    """Which one, and how many of its moves were seen waiting."""

    rotation = forms.UUIDField()
    version = forms.IntegerField(min_value=0)


def carried(content: bytes) -> str:
    return b64encode(content).decode()
