"""Files that come with the form of a change: looked at first, sealed in the act that takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from mentoring.machines.inputs import File
from mentoring.services import uploads
from mentoring.services.uploads import Checked
from workflows.machine import Transition


@dataclass(frozen=True, slots=True)
class SentFiles:
    """`wrong` says of each input whose file is not taken why."""

    declared: Mapping[str, File]
    checked: Mapping[str, Checked]
    wrong: Mapping[str, ValidationError]

    @property
    def digests(self) -> dict[str, str]:
        """To tell whether a form that was sent twice was the same."""
        return {name: sha256(one.content).hexdigest() for name, one in self.checked.items()}

    def marked(self, form: forms.Form) -> forms.Form:
        """The form with what is wrong with its files."""
        form.is_valid()
        for name, refused in self.wrong.items():
            form.errors.pop(name, None)
            form.add_error(name, refused)
        return form

    def kept(self, subject: Any, *, by: User, now: datetime) -> dict[str, str]:
        """The uids they are kept under, for the inputs of the change; in its transaction."""
        return {
            name: str(
                uploads.keep(subject.key, self.declared[name].field, file, by=by, now=now).uid
            )
            for name, file in self.checked.items()
        }


def sent_files(declared: Transition, files: Mapping[str, Any]) -> SentFiles:
    wanted = {name: one for name, one in declared.inputs.items() if isinstance(one, File)}
    checked, wrong = dict[str, Checked](), dict[str, ValidationError]()
    for name in (one for one in wanted if one in files and files[one].size):
        try:
            checked[name] = uploads.checked(_read(files[name]), wanted[name].kinds)
        except ValidationError as refused:
            wrong[name] = refused
    return SentFiles(wanted, checked, wrong)


def _read(file: Any) -> bytes:
    """No more than it takes to see that it is too large."""
    content: bytes = file.read(uploads.limit() + 1)
    return content
