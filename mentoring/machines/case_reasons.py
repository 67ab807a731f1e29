"""What is chosen from in a counselling case; none of these codes says what somebody came with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How pressing it is, as the counsellor judges it; nothing here is reckoned."""

    A = "A", _("A: danger now, at once")
    B = "B", _("B: very high risk, within 4 hours")
    C = "C", _("C: high risk or distress, within 24 hours")
    D = "D", _("D: moderate, within 72 hours")
    ROUTINE = "routine", _("Routine: call back within 24 hours")


class Topic(models.TextChoices):
    """What the client says it is about. Sealed: it is in no record, notice or report."""

    WORK = "work", _("Work")
    CAREER = "career", _("Career")
    FAMILY = "family", _("Family")
    PERSONAL = "personal", _("Personal")
    MONEY = "money", _("Money")
    LAW = "law", _("Law")
    MIND = "mind", _("Mental health")
    RELATIONS = "relations", _("Relations at work")
    OTHER = "other", _("Something else")


class WayIn(models.TextChoices):
    PORTAL = "portal", _("Portal")
    WALK_IN = "walk_in", _("Came in person")
    TELEPHONE = "telephone", _("Telephone")


class Recipient(models.TextChoices):
    """Who takes the request in."""

    COORDINATOR = "coordinator", _("The counselling coordinator")
    POOL = "pool", _("Straight to the counsellors")


class Declining(models.TextChoices):
    NO_TIME = "no_time", _("No time at present")
    CONFLICT = "conflict_of_interest", _("Conflict of interest")
    AWAY = "away", _("Away")
    OTHER = "other", _("Another reason")


class Attendance(models.TextChoices):
    HELD = "held", _("It took place")
    CLIENT_ABSENT = "client_absent", _("The client did not come")
    COUNSELLOR_ABSENT = "counsellor_absent", _("The counsellor did not come")
    CALLED_OFF = "called_off", _("It was called off")


class ReferredTo(models.TextChoices):
    INTERNAL = "internal", _("Within the organisation")
    EXTERNAL = "external", _("Outside the organisation")


class SafetyGround(models.TextChoices):
    """Why confidence is broken as far as needed to protect."""

    SELF = "self", _("Danger to oneself")
    OTHERS = "others", _("Danger to others")
    CHILD = "child", _("A child or a vulnerable person in danger")
    COURT = "court", _("A court’s order or the law")


class Told(models.TextChoices):
    """Who was told in an emergency; what they were told is sealed."""

    CLIENT = "client", _("The client")
    FAMILY = "family", _("Family or a person they trust")
    MEDICAL = "medical", _("Doctor, hospital or ambulance")
    POLICE = "police", _("Police")
    AUTHORITY = "authority", _("Another authority")
    NOBODY = "nobody", _("Nobody yet")


class CaseEnd(models.TextChoices):
    AGREED = "agreed", _("Agreed together")
    ENTITLEMENT = "entitlement", _("The sessions are used up")
    REFERRED = "referred", _("Continued elsewhere")
    CLIENT = "client", _("The client wishes it")
    INACTIVE = "inactive", _("No activity")
    NO_HAND_OVER = "no_hand_over", _("The client wants no other counsellor")


class ReferralOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    DONE = "done", _("done")
    REJECTED = "rejected", _("rejected")
    REFUSED = "refused", _("the client did not agree")
    REVOKED = "revoked", _("revoked")


class NoteField(models.TextChoices):
    """What a sealed text of a case is."""

    TOPIC = "topic", _("What it is about")
    WISH = "wish", _("What the client wishes")
    FULL = "full_record", _("Full record")
    LIMITED = "limited_record", _("Limited record")
    REFERRAL = "referral", _("Referral")
    ACCOUNT = "account", _("Account of an emergency")


# Two records kept apart: the psychological one, and what others of the service must know.
LAYERS = (NoteField.FULL, NoteField.LIMITED)
