"""A counselling case leaves somebody's hands: from then on no key they could have had opens it."""

from django.utils.translation import gettext_lazy as _

from mentoring.consequences.counselling_case import case_of, referral_ends, session_is
from mentoring.machines.case_reasons import Attendance, ReferralOutcome
from mentoring.models import CaseKey, CounsellingCase, SealedNote
from mentoring.sealing.keys import CannotOpen
from mentoring.sealing.turning import turned
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects, Update
from workflows.errors import Guarded
from workflows.statements import by_row

KIND = CounsellingCase.kind
KEYS_MISSING = _(
    "What is sealed here cannot be sealed anew, so it stays in the same hands. Whoever runs the"
    " system must look at it."
)


@hooks.consequence(KIND, "decline", "agree_to_hand_over")
def key_is_turned(change: Change) -> Effects:
    return Effects(updates=_turned(change))


@hooks.consequence(KIND, "lose_counsellor")
def counsellor_is_lost(change: Change) -> Effects:
    """With what was planned, and a referral that was theirs to follow."""
    effects = hands_are_changed(change)
    return Effects(updates=[*effects.updates, referral_ends(change, ReferralOutcome.REVOKED)])


@hooks.consequence(KIND, "stand_in", "give_back")
def hands_are_changed(change: Change) -> Effects:
    """What was planned with the one before is off."""
    return Effects(updates=[*_turned(change), *session_is(change, Attendance.CALLED_OFF)])


def _turned(change: Change) -> list[Update]:
    """All of it in the act itself: there is no moment in which both keys open."""
    try:
        key, notes = turned(case_of(change).key_id, change.now)
    except CannotOpen as missing:
        raise Guarded(KEYS_MISSING) from missing
    names = ("generation", "made_at", "kek", "wrapped", "wrapped_before")
    turn = {name: getattr(key, name) for name in names}
    texts = {
        note.pk: {"ciphertext": note.ciphertext, "generation": note.generation} for note in notes
    }
    updates: list[Update] = [BulkUpdate(CaseKey.objects.filter(pk=key.pk), turn)]
    if texts:
        rows = SealedNote.objects.filter(pk__in=texts)
        updates.append(BulkUpdate(rows, by_row(SealedNote, texts)))
    return updates
