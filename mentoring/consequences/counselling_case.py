"""Effects of a counselling case: consents, sessions, referrals and emergencies as rows."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.db.models import QuerySet

from accounts.models import User
from mentoring.machines.case_reasons import Attendance, NoteField, ReferralOutcome
from mentoring.models import (
    Booking,
    CaseConsent,
    CaseEmergency,
    CaseReferral,
    CaseSession,
    CounsellingCase,
    Person,
    SealedNote,
)
from mentoring.sealing.notes import sealed
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects, Update

KIND = "counselling_case"


@hooks.consequence(KIND, "give_consent", "record_consent")
def consent_is_kept(change: Change) -> Effects:
    case, data = case_of(change), change.data
    row = CaseConsent(
        case=case,
        text=case.consent_text(data["text"]),
        substitute=data["substitute"],
        on_paper=change.name == "record_consent",
        given_at=change.now,
        given_by=cast("User", change.by),
    )
    return Effects([row])


@hooks.owners(KIND, "plan_session")
def counsellor(pk: int) -> Iterable[QuerySet[Person]]:
    """Whoever books them waits here, so that no two bookings are weighed at once."""
    case = CounsellingCase.objects.filter(pk=pk)
    return [Person.objects.filter(pk__in=case.values("counsellor"))]


@hooks.consequence(KIND, "plan_session")
def session_is_planned(change: Change) -> Effects:
    """Of the two only the counsellor is booked, and the booking does not say by what."""
    case = case_of(change)
    row = CaseSession(
        case=case,
        counsellor=case.counsellor,
        starts_at=change.data["starts_at"],
        ends_at=change.data["ends_at"],
    )
    booking = Booking(person=row.counsellor, starts=row.starts_at, ends=row.ends_at)
    return Effects([row, booking])


@hooks.consequence(KIND, "report_session")
def session_is_reported(change: Change) -> Effects:
    return Effects(updates=session_is(change, change.data["attendance"]))


@hooks.consequence(KIND, "wait", "propose_hand_over", "start_closing", "propose_closing")
def session_is_called_off(change: Change) -> Effects:
    return Effects(updates=session_is(change, Attendance.CALLED_OFF))


@hooks.consequence(KIND, "withdraw", "withdraw_in_emergency", "give_up")
def all_of_it_ends(change: Change) -> Effects:
    """With the consent everything that rests on it."""
    given = CaseConsent.objects.filter(case=change.subject.pk, withdrawn_at=None)
    updates: list[Update] = [
        *session_is(change, Attendance.CALLED_OFF),
        referral_ends(change, ReferralOutcome.REVOKED),
    ]
    if change.name != "give_up":
        updates.append(BulkUpdate(given, {"withdrawn_at": change.now}))
    return Effects(updates=updates)


@hooks.consequence(KIND, "propose_referral")
def referral_is_proposed(change: Change) -> Effects:
    return Effects([_referral(change), _letter(change)], session_is(change, Attendance.CALLED_OFF))


@hooks.consequence(KIND, "refer_for_safety")
def referral_is_made(change: Change) -> Effects:
    """It takes the place of one under way, and leads out of an emergency."""
    row = _referral(change)
    row.ground, row.sent_at = change.record.reason, change.now
    return Effects(
        [row, _letter(change)],
        [
            *session_is(change, Attendance.CALLED_OFF),
            referral_ends(change, ReferralOutcome.REVOKED),
            _emergency_ends(change),
        ],
    )


@hooks.consequence(KIND, "agree_to_referral")
def referral_is_sent(change: Change) -> Effects:
    return Effects(updates=[BulkUpdate(_open_referral(change), {"sent_at": change.now})])


@hooks.consequence(KIND, "note_referral_accepted")
def referral_is_accepted(change: Change) -> Effects:
    accepted = {"outcome": ReferralOutcome.ACCEPTED}
    return Effects(updates=[BulkUpdate(_open_referral(change), accepted)])


def _ending(outcome: ReferralOutcome) -> Callable[[Change], Effects]:
    return lambda change: Effects(updates=[referral_ends(change, outcome)])


hooks.consequence(KIND, "refuse_referral")(_ending(ReferralOutcome.REFUSED))
hooks.consequence(KIND, "revoke_referral")(_ending(ReferralOutcome.REVOKED))
hooks.consequence(KIND, "note_referral_done")(_ending(ReferralOutcome.DONE))
hooks.consequence(KIND, "note_referral_rejected")(_ending(ReferralOutcome.REJECTED))


@hooks.consequence(KIND, "declare_emergency")
def emergency_is_declared(change: Change) -> Effects:
    row = CaseEmergency(
        case=case_of(change),
        ground=change.record.reason,
        decided_by=cast("User", change.by),
        declared_at=change.now,
        told=[change.data["told"]],
    )
    return Effects([row, _account(change)])


@hooks.consequence(KIND, "add_told")
def more_are_told(change: Change) -> Effects:
    rows = CaseEmergency.objects.filter(case=change.subject.pk, ended_at=None)
    told = [*rows.values_list("told", flat=True).get(), change.data["told"]]
    return Effects([_account(change)], [BulkUpdate(rows, {"told": told})])


@hooks.consequence(KIND, "end_emergency")
def emergency_is_over(change: Change) -> Effects:
    return Effects(updates=[_emergency_ends(change), *session_is(change, Attendance.CALLED_OFF)])


@hooks.consequence(KIND, "write_note")
def note_is_sealed(change: Change) -> Effects:
    return Effects([_sealed(change, change.data["layer"], "body")])


def _account(change: Change) -> SealedNote:
    return _sealed(change, NoteField.ACCOUNT, "account")


def _letter(change: Change) -> SealedNote:
    """The client may read what is told about them."""
    return _sealed(change, NoteField.REFERRAL, "referral", shared=True)


def _sealed(change: Change, field: str, name: str, *, shared: bool = False) -> SealedNote:
    author, text = cast("User", change.by), change.data[name]
    return sealed(case_of(change).key, field, text, author=author, at=change.now, shared=shared)


def case_of(change: Change) -> CounsellingCase:
    assert isinstance(change.subject, CounsellingCase)  # noqa: S101 registered for this kind only
    return change.subject


def session_is(change: Change, attendance: str) -> list[Update]:
    """What was planned, if anything; one that is called off gives back the counsellor's time."""
    planned = CaseSession.objects.filter(case=change.subject.pk, attendance="").first()
    if planned is None:
        return []
    said = {"attendance": attendance, "reported_at": change.now}
    found: list[Update] = [BulkUpdate(CaseSession.objects.filter(pk=planned.pk), said)]
    if attendance == Attendance.CALLED_OFF:
        booked = Booking.objects.filter(
            session=None, person=planned.counsellor_id, starts=planned.starts_at, released_at=None
        )
        found.append(BulkUpdate(booked, {"released_at": change.now}))
    return found


def _referral(change: Change) -> CaseReferral:
    return CaseReferral(
        case=case_of(change),
        number=CaseReferral.objects.filter(case=change.subject.pk).count() + 1,
        to=change.data["to"],
        proposed_at=change.now,
    )


def _open_referral(change: Change) -> "QuerySet[Any]":
    return CaseReferral.objects.filter(case=change.subject.pk, ended_at=None)


def referral_ends(change: Change, outcome: str) -> BulkUpdate:
    return BulkUpdate(_open_referral(change), {"outcome": outcome, "ended_at": change.now})


def _emergency_ends(change: Change) -> BulkUpdate:
    rows = CaseEmergency.objects.filter(case=change.subject.pk, ended_at=None)
    return BulkUpdate(rows, {"ended_at": change.now})
