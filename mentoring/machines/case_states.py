"""Where a counselling case can stand, who acts in it, and the states that belong together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.vocabulary import Role

CLIENT, COUNSELLOR, INTAKE = Role.CLIENT.value, Role.COUNSELLOR.value, Role.INTAKE.value
COORDINATOR = Role.COUNSELLING_COORDINATOR.value
SUBSTITUTE = Role.SUBSTITUTE.value
ON_DUTY = frozenset({COUNSELLOR, INTAKE})
# Whoever is told that somebody in danger waits can take it, also past a counsellor who does not.
AT_HAND = ON_DUTY | {COORDINATOR}
BOTH = frozenset({CLIENT, COUNSELLOR})
# Whose turn it may be without being one of the two.
OFFICES = frozenset(
    map(str, (Role.ON_DUTY, Role.INTAKE, COORDINATOR, Role.COUNSELLING_DEPUTY, Role.HEAD))
)


class CaseState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    TRIAGED = "triaged", _("Received")
    CONSENTED = "consented", _("Consent given")
    ASSIGNED = "assigned", _("Counsellor found")
    IN_SERVICE = "in_service", _("In counselling")
    WAITING = "waiting", _("Waiting")
    REFERRAL_ASKED = "referral_asked", _("Referral proposed")
    REFERRED = "referred", _("Referred")
    HANDING_OVER = "handing_over", _("Change of counsellor proposed")
    EMERGENCY = "emergency", _("Emergency")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    FOLLOWED_UP = "followed_up", _("Followed up")
    CONSENT_REFUSED = "consent_refused", _("Consent not given")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NO_CONTACT = "no_contact", _("Not reached")


S = CaseState
BEFORE = (S.TRIAGED, S.CONSENTED, S.ASSIGNED)
SERVING = (S.IN_SERVICE, S.WAITING)
BESIDE = (S.REFERRAL_ASKED, S.REFERRED, S.HANDING_OVER)
LIVE = (*BEFORE, *SERVING, *BESIDE)
UNENDED = (S.REQUESTED, *LIVE, S.CLOSING)
ATTENDED = (*LIVE, S.EMERGENCY)
NOTED = (*SERVING, *BESIDE, S.EMERGENCY, S.CLOSING)
HELD = tuple(map(S, rules.HELD))
END = ("followed_up", "consent_refused", "withdrawn", "no_contact")
