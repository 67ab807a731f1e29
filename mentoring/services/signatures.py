"""In which way each side has signed a form, when and by whom, as page and paper say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.machines.reasons import SignedBy
from mentoring.models import PerformanceCounselling, Upload
from mentoring.queries import performance as queries


@dataclass(frozen=True, slots=True)
class Signature:
    """`at` is None as long as that side has not signed; `ways` say how, and what is known of it."""

    role: str
    name: str
    at: datetime | None
    ways: Sequence[str]
    file: UUID | None = None


def signatures(item: PerformanceCounselling) -> Sequence[Signature]:
    files = queries.signatures(item)
    sides = (("client", _("Client"), item.client), ("counsellor", _("Counsellor"), item.counsellor))
    return [
        Signature(
            role,
            person.display_name if person else "",
            getattr(item, f"{side}_signed_at"),
            list(_ways(item, side, files.get(side))),
            files[side].uid if side in files else None,
        )
        for side, role, person in sides
    ]


def _ways(item: Any, side: str, file: Upload | None) -> Sequence[str]:
    way = getattr(item, f"get_{side}_signed_by_display")()
    if not way:
        return []
    if file is None:
        return [way]
    who = {"name": str(file.note.author)}
    if getattr(item, f"{side}_signed_by") == SignedBy.SCAN:
        return [way, _("entered by %(name)s") % who]
    ours, others = _("begins with our form, unchanged"), _("our form is not in it as it was")
    known = [file.get_verification_display(), ours if file.ours else others]
    return [way, _("handed in by %(name)s") % who, *known]
