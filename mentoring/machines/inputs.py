"""The form fields that transitions ask for."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.machines import reasons
from mentoring.machines.correction_fields import UNIT_HEAD
from mentoring.machines.file_codes import FileKind
from mentoring.sealed_text import SealedText, revealed
from workflows.inputs import Content, FreeText

_UID_OR_HEAD = rf"\A({UNIT_HEAD}|[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\Z"


class Sealed(Content):
    """Told in confidence: no record holds it, and it shows itself to nobody.

    A consequence makes it a row by `mentoring.sealing.notes.sealed`.
    """

    def clean(self, value: Any) -> Any:
        return SealedText(super().clean(revealed(value) if value else value))


class File(forms.UUIDField):
    """A file of these kinds, by the uid it was kept under; a page takes the file itself.

    `field` is what its sealed note is called.
    """

    def __init__(self, *, kinds: Collection[FileKind], field: str, **options: Any) -> None:
        super().__init__(**options)
        self.kinds, self.field = kinds, field


def choice(
    choices: Iterable[models.TextChoices], label: Any, *, required: bool = True
) -> forms.ChoiceField:
    """One of a closed list of codes."""
    listed = [(item.value, item.label) for item in choices]
    blank = [] if required else [("", "—")]
    return forms.ChoiceField(choices=[*blank, *listed], label=label, required=required)


def reason(choices: Iterable[models.TextChoices]) -> dict[str, forms.Field]:
    """Why; the engine keeps it on the record as its reason code."""
    return {"reason": choice(choices, _("Reason"))}


AIM = {"aim": Content(label=_("What would you like help with?"), max_length=2000)}

CANDIDATE = {"practitioner": forms.UUIDField(label=_("Mentor or coach"))}

TERMS = {
    "goals": Content(label=_("Goals")),
    "frequency_days": forms.IntegerField(
        label=_("Days between sessions"), min_value=7, max_value=90
    ),
    "ends_on": forms.DateField(label=_("Last day of the agreement")),
}

HELD = {"held_at": forms.DateTimeField(label=_("Held on"))}

STATUS = {
    "status": choice(reasons.Status, _("How is it going?")),
    "line": FreeText(label=_("In one line"), max_length=200, required=False),
}

REVIEW = {"outcome": choice(reasons.ReviewOutcome, _("What follows?"))}

PAUSE = {"until": forms.DateField(label=_("Until")), **reason(reasons.PauseReason)}

REFLECTION = {
    "reflection": Content(label=_("What did you take from it?"), required=False),
    "rating": forms.IntegerField(
        label=_("How useful was it? (1 to 5)"), min_value=1, max_value=5, required=False
    ),
}

FOLLOW_UP = {"applied": choice(reasons.Applied, _("Could you put it to use?"))}

# Place and link are for the pair, so no record holds them.
NEW_TIME = {
    "starts_at": forms.DateTimeField(label=_("Begins")),
    "ends_at": forms.DateTimeField(label=_("Ends")),
    "mode": choice(reasons.SessionMode, _("How do you meet?"), required=False),
    "place": Content(label=_("Place"), max_length=200, required=False),
    "link": Content(label=_("Link"), max_length=500, required=False),
}

# Either the uid of a person, or the head of the unit: then no line is kept.
RIGHT_SUPERIOR = {
    "superior": forms.CharField(
        label=_("Who is the direct superior?"),
        max_length=40,
        validators=[RegexValidator(_UID_OR_HEAD, _("Choose one of the people listed."))],
    ),
    "valid_from": forms.DateField(label=_("From which day?")),
}

REMATCH = reason(reasons.RematchReason)

NO_SHOW = {"missed_by": choice(reasons.Missed, _("Who did not come?"))}

NOTE = {
    "kind": choice(reasons.NoteKind, _("Who may read it?")),
    "body": Content(label=_("Note")),
}

COUNSELLOR = {
    "kind": choice(reasons.ASSIGNED_KINDS, _("Who counsels?")),
    "counsellor": forms.UUIDField(label=_("Counsellor")),
}

# Where they meet is for client and counsellor, so no record holds it.
APPOINTMENT = {
    "starts_at": forms.DateTimeField(label=_("Begins")),
    "ends_at": forms.DateTimeField(label=_("Ends")),
    "place": Content(label=_("Place"), max_length=200),
}

RESULT = {"result": Sealed(label=_("Result of the counselling"))}

STATEMENT = {"statement": Sealed(label=_("Your statement"))}

SIGNED_FILE = {
    "file": File(label=_("The signed PDF"), kinds=(FileKind.PDF,), field=reasons.SIGNED_FORM)
}

SCAN = {
    "whose": choice(reasons.Whose, _("Whose signatures are on it?")),
    "file": File(
        label=_("The scan of the signed paper"), kinds=tuple(FileKind), field=reasons.SIGNED_FORM
    ),
}

DECISION = {
    "follow_up": choice(reasons.FollowUp, _("What follows?")),
    "until": forms.DateField(label=_("Until when it is to be done"), required=False),
}
