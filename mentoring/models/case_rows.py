"""What a counselling case leaves beside itself: times and codes, never what was said.

What was said is sealed (`mentoring.models.sealed`).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring.machines.case_reasons import Attendance, ReferralOutcome, ReferredTo, SafetyGround
from mentoring.models.counselling_case import CounsellingCase
from mentoring.models.counselling_office import ConsentText
from mentoring.models.person import Person


class CaseConsent(models.Model):
    """The client agreed to a version of the text; on paper if somebody else entered it."""

    case = models.ForeignKey(CounsellingCase, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    substitute = models.BooleanField()
    on_paper = models.BooleanField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class CaseSession(models.Model):
    """A session of the two. It takes up nobody's calendar but the counsellor's."""

    case = models.ForeignKey(CounsellingCase, models.PROTECT, related_name="sessions")
    counsellor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    attendance = models.CharField(max_length=20, choices=Attendance, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_case_session_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(attendance=""), name="one_planned_session"
            ),
        ]


class CaseReferral(models.Model):
    """`ground` is empty where the client agrees, else why it was made without."""

    case = models.ForeignKey(CounsellingCase, models.PROTECT, related_name="referrals")
    number = models.PositiveSmallIntegerField()
    to = models.CharField(max_length=10, choices=ReferredTo)
    ground = models.CharField(max_length=10, choices=SafetyGround, blank=True)
    proposed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ReferralOutcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_referral_per_number"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_open_referral"
            ),
        ]


class CaseEmergency(models.Model):
    """Who decided, when, on what ground, and who was told; what they were told is sealed."""

    case = models.ForeignKey(CounsellingCase, models.PROTECT, related_name="emergencies")
    ground = models.CharField(max_length=10, choices=SafetyGround)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    told = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_open_emergency"
            )
        ]
