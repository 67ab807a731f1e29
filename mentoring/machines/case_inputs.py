"""The form fields that the transitions of a counselling case ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines import case_reasons as reasons
from mentoring.machines.inputs import Sealed, choice
from workflows.inputs import Content

LEVEL = {"level": choice(reasons.Level, _("How pressing is it?"))}

CONSENT = {
    "text": forms.UUIDField(label=_("Version of the text"), widget=forms.HiddenInput),
    "substitute": forms.BooleanField(
        label=_("If my counsellor is away, another one may see me."), required=False
    ),
}

ASSIGN = {"counsellor": forms.UUIDField(label=_("Counsellor"))}

# Whom somebody keeps out stands neither in a history nor in a draft.
_UNKEPT = {"max_length": 36, "widget": forms.HiddenInput}
OUT = {"out": Content(label=_("Who must have nothing to do with it?"), **_UNKEPT)}
BACK = {"back": Content(label=_("Whose name do you take back?"), **_UNKEPT)}

SUBSTITUTE = {"counsellor": forms.UUIDField(label=_("Who may stand in"))}

DECLINE = {"reason": choice(reasons.Declining, _("Reason"))}

UNTIL = {"until": forms.DateTimeField(label=_("Until"))}

SESSION = {
    "starts_at": forms.DateTimeField(label=_("Begins")),
    "ends_at": forms.DateTimeField(label=_("Ends")),
}

ATTENDANCE = {"attendance": choice(reasons.Attendance, _("Did it take place?"))}

MORE = {"sessions": forms.IntegerField(label=_("How many more?"), min_value=1, max_value=12)}

CLOSING = {"reason": choice((each for each in reasons.CaseEnd if each != "no_hand_over"), _("Why"))}


TOLD = {"told": choice(reasons.Told, _("Who was told?"))}
GROUND: dict[str, forms.Field] = {
    "reason": choice(reasons.SafetyGround, _("On what ground?")),
}
ACCOUNT: dict[str, forms.Field] = {
    **TOLD,
    "account": Sealed(label=_("What they were told, and why")),
}
EMERGENCY = {**GROUND, **ACCOUNT}
REFERRAL: dict[str, forms.Field] = {
    "to": choice(reasons.ReferredTo, _("Where to?")),
    "referral": Sealed(label=_("What is told there, and to whom")),
}
NOTE: dict[str, forms.Field] = {
    "layer": choice(reasons.LAYERS, _("In which record?")),
    "body": Sealed(label=_("Note")),
}
