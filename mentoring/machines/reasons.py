"""What people choose from when a process asks why or how: reason codes and answers."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestDecline(models.TextChoices):
    NOBODY_FREE = "nobody_free", _("Nobody suitable is free")
    OUTSIDE_PROGRAMME = "outside_programme", _("It does not belong to this programme")
    UNCLEAR = "unclear", _("The aim is not clear enough")
    OTHER = "other", _("Another reason")


class OfferDecline(models.TextChoices):
    NO_TIME = "no_time", _("No time at present")
    NOT_MY_FIELD = "not_my_field", _("Not my field")
    CONFLICT = "conflict_of_interest", _("Conflict of interest")
    AWAY = "away", _("Away")
    OTHER = "other", _("Another reason")


class OfferAnswer(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("lapsed without an answer")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("the request itself was withdrawn")


class PauseReason(models.TextChoices):
    WORKLOAD = "workload", _("Workload")
    LEAVE = "leave", _("Leave")
    TRAINING = "training", _("Training")
    ASSIGNMENT = "assignment", _("Official assignment")
    OTHER = "other", _("Another reason")


class StandstillReason(models.TextChoices):
    """Why deadlines stand still, as a coordinator says it."""

    OFFICE_CLOSED = "office_closed", _("The office is closed")
    PEAK = "peak", _("Peak of work, such as the end of the year")
    DISASTER = "disaster", _("Disaster or emergency")
    WAITING = "waiting", _("Waiting for a decision")
    OTHER = "other", _("Another reason")


class RematchReason(models.TextChoices):
    """Nobody's fault, and not told to anybody's superior."""

    NOT_A_FIT = "not_a_fit", _("We do not fit together")
    SCHEDULES = "schedules", _("Our schedules do not meet")
    CHANGE_OF_POST = "change_of_post", _("A change of post")
    OTHER = "other", _("Another reason")


class HandOver(models.TextChoices):
    """Why a coordinator looks for somebody else; told to nobody, and no fault of either."""

    CHANGE_OF_POST = "change_of_post", _("A change of post")
    AWAY = "away", _("Away")
    RULE = "rule", _("The programme’s rule about superiors")
    OTHER = "other", _("Another reason")


class EndReason(models.TextChoices):
    GOALS_MET = "goals_met", _("The goals are met")
    PERIOD_ENDED = "period_ended", _("The agreed period is over")
    TRANSFERRED = "transferred", _("Transferred")
    RETIRED = "retired", _("Retired")
    RESIGNED = "resigned", _("Resigned")
    DECEASED = "deceased", _("Deceased")
    POSTPONED = "postponed", _("Postponed")
    INACTIVE = "inactive", _("No activity")
    WITHDRAWN_BY_MENTEE = "withdrawn_by_mentee", _("Withdrawn by the mentee")
    WITHDRAWN_BY_MENTOR = "withdrawn_by_mentor", _("Withdrawn by the mentor or coach")
    PROGRAMME_CANCELLED = "programme_cancelled", _("The programme was cancelled")


CLOSING = (EndReason.GOALS_MET, EndReason.PERIOD_ENDED, EndReason.INACTIVE)
EARLY = tuple(reason for reason in EndReason if reason not in CLOSING[:2])


class Status(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    ATTENTION = "attention", _("Needs attention")
    STALLED = "stalled", _("Stalled")


class ReviewOutcome(models.TextChoices):
    CONTINUE = "continue", _("Go on as agreed")
    ADJUST = "adjust", _("Go on with changes")
    CLOSE_SOON = "close_soon", _("Close soon")


class Applied(models.TextChoices):
    """The answer to the follow-up: was what was learnt put to use?"""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class ExtensionReason(models.TextChoices):
    """Why somebody was given more time; never a word about anybody's health."""

    WORKLOAD = "workload", _("Much other work")
    ABSENCE = "absence", _("Was away")
    OTHERS = "others", _("Waits for others")
    DISRUPTION = "disruption", _("Disruption of the service")
    AGREED = "agreed", _("As agreed")


class SessionMode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("By telephone")


class SessionCancel(models.TextChoices):
    """The last four are set by the process itself."""

    ILLNESS = "illness", _("Illness")
    DUTY = "duty", _("Official duty")
    LEAVE = "leave", _("Leave")
    OTHER = "other", _("Another reason")
    TIME_DECLINED = "time_declined", _("The proposed time did not suit")
    NOT_ANSWERED = "not_answered", _("The proposed time was not answered")
    UNREPORTED = "unreported", _("Nobody said that it took place")
    RELATIONSHIP_ENDED = "relationship_ended", _("The relationship ended")


CHOSEN_CANCEL = (
    SessionCancel.ILLNESS,
    SessionCancel.DUTY,
    SessionCancel.LEAVE,
    SessionCancel.OTHER,
)


class Missed(models.TextChoices):
    MENTEE = "mentee", _("The mentee")
    PRACTITIONER = "practitioner", _("The mentor or coach")
    BOTH = "both", _("Both")


class NoteKind(models.TextChoices):
    SHARED = "shared", _("Shared by the pair")
    PRIVATE = "private", _("For the author only")


class CorrectionRefusal(models.TextChoices):
    """Why an entry that a superior disputes is right after all."""

    ENTRY_IS_RIGHT = "entry_is_right", _("By the personnel records you are the direct superior")
    STANDS_IN = "stands_in", _("You stand in for the superior, or lead the unit without one")
    ENDS_LATER = "ends_later", _("Your duty as superior ends on a later day")


class MatterDecision(models.TextChoices):
    """What a coordinator decided on a matter that came about by itself."""

    HANDED_OVER = "handed_over", _("Somebody else takes over")
    LINE_ENTERED = "line_entered", _("The right superior is entered, or will be by decree")
    STAYS = "stays", _("It stays as it is until they are back")
    EXCEPTION = "exception", _("It stays as it is, as an exception")
    NOT_SO = "not_so", _("It is not so: the entry or the decree is wrong")


class CounsellorKind(models.TextChoices):
    """Who counsels on somebody's performance; it decides to whom the result is reported."""

    APPRAISER = "appraiser", _("The performance appraiser, trained in counselling")
    OFFICIAL = "official", _("An official whose function is counselling")
    INDEPENDENT = "independent", _("An independent counsellor")


ASSIGNED_KINDS = (CounsellorKind.OFFICIAL, CounsellorKind.INDEPENDENT)


class FollowUp(models.TextChoices):
    """What follows from counselling on performance: a closed list."""

    GUIDANCE = "guidance", _("Guidance")
    TRAINING = "training", _("Training")
    SPECIAL_ASSIGNMENT = "special_assignment", _("A special assignment")
    TRANSFER = "transfer", _("Proposal for a transfer")
    DISCIPLINE = "discipline", _("Recommendation for a disciplinary process")
    NONE = "none", _("Nothing further is needed")


class CounsellingWithdrawal(models.TextChoices):
    """Why an appraiser takes the proposal back; the last three are a coordinator's."""

    IMPROVED = "improved", _("The behaviour has changed")
    OTHER_WAY = "other_way", _("It is settled in another way")
    MISTAKE = "mistake", _("It was proposed by mistake")
    CLIENT_GONE = "client_gone", _("The client has moved or left the service")
    COUNSELLOR_GONE = "counsellor_gone", _("The counsellor has moved or left the service")
    ADDRESSEE_GONE = "addressee_gone", _("Who receives the result has moved or left the service")


WITHDRAWN = (
    CounsellingWithdrawal.IMPROVED,
    CounsellingWithdrawal.OTHER_WAY,
    CounsellingWithdrawal.MISTAKE,
    CounsellingWithdrawal.CLIENT_GONE,
)
BROKEN_OFF = (
    CounsellingWithdrawal.CLIENT_GONE,
    CounsellingWithdrawal.COUNSELLOR_GONE,
    CounsellingWithdrawal.ADDRESSEE_GONE,
)


# What the sealed note of a signed file is called.
SIGNED_FORM: Final = "signed_form"


class Whose(models.TextChoices):
    """Whose signatures stand on a paper."""

    CLIENT = "client", _("The client's")
    COUNSELLOR = "counsellor", _("The counsellor's")
    BOTH = "both", _("Both")


class SignedBy(models.TextChoices):
    """In which of three equal ways somebody has signed a form."""

    PORTAL = "portal", _("confirmed in the portal with the password")
    UPLOAD = "upload", _("a signed file, handed in")
    SCAN = "scan", _("a scan of the signed paper")
