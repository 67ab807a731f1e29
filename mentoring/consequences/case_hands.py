"""A counselling case leaves somebody's hands: from then on no key they could have had opens it."""

from django.utils.translation import gettext_lazy as _

from mentoring.models import CaseKey, CounsellingCase, SealedNote
from mentoring.sealing.keys import CannotOpen
from mentoring.sealing.turning import turned
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects
from workflows.errors import Guarded
from workflows.statements import by_row

KIND = CounsellingCase.kind
KEYS_MISSING = _(
    "What is sealed here cannot be sealed anew, so it stays in the same hands. Whoever runs the"
    " system must look at it."
)


@hooks.consequence(KIND, "decline", "agree_to_hand_over")
def key_is_turned(change: Change) -> Effects:
    """All of it in the act itself: there is no moment in which both keys open."""
    try:
        key, notes = turned(change.subject.key_id, change.now)
    except CannotOpen as missing:
        raise Guarded(KEYS_MISSING) from missing
    names = ("generation", "made_at", "kek", "wrapped", "wrapped_before")
    turn = BulkUpdate(
        CaseKey.objects.filter(pk=key.pk), {name: getattr(key, name) for name in names}
    )
    if not notes:
        return Effects(updates=[turn])
    texts = {
        note.pk: {"ciphertext": note.ciphertext, "generation": note.generation} for note in notes
    }
    return Effects(
        updates=[
            turn,
            BulkUpdate(SealedNote.objects.filter(pk__in=texts), by_row(SealedNote, texts)),
        ]
    )
