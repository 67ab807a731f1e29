"""Rotations of officials: looked at as a whole, published once, in effect on the day of each move.

Nothing is half done: a file with a barred row is not published, and the moves of one day of a
rotation take effect together or not at all.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring import rules
from mentoring.models import Organisation, Rotation, RotationMove
from mentoring.queries import rotations as queries
from mentoring.services.roster_file import UnreadableRoster, sheet_of
from mentoring.services.rotation_effect import take_effect
from mentoring.services.rotation_rows import columns_of, read
from mentoring.services.rotation_verdicts import Verdict, judge
from notifications import incidents
from workflows.errors import Conflict
from workflows.policies import CHANGED_MEANWHILE

logger = logging.getLogger(__name__)

MOST = 2000
LARGEST = 256 * 1024  # bytes


class BarredRotation(Exception):
    """Rows cannot be taken, so that nothing was published; `plan` says which and why."""

    def __init__(self, plan: "RotationPlan") -> None:
        super().__init__(_("Rows of this file cannot be taken. Nothing was published."))
        self.plan = plan


@dataclass(frozen=True, slots=True)
class RotationPlan:
    """What a file would do; nothing is written. `tag` changes with whatever is said of a row."""

    digest: str
    verdicts: tuple[Verdict, ...]
    today: date

    @property
    def is_barred(self) -> bool:
        return any(verdict.is_barred for verdict in self.verdicts)

    @property
    def tag(self) -> str:
        said = [[hit.facts() for hit in verdict.hits] for verdict in self.verdicts]
        text = json.dumps([self.digest, self.today.isoformat(), said], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def plan(organisation: Organisation, data: bytes, *, now: datetime) -> RotationPlan:
    """Every row with its hits; raises UnreadableRoster for a file that cannot be understood."""
    today = rules.office_day(now)
    if len(data) > LARGEST:
        said = _("The file is larger than %(limit)s kB.")
        raise UnreadableRoster(said % {"limit": LARGEST // 1024})
    sheet = sheet_of(data)
    columns = columns_of(sheet.header)
    if not 0 < len(sheet.rows) <= MOST:
        raise UnreadableRoster(_("A file has 1 to %(limit)s rows.") % {"limit": MOST})
    moves = [read(row, columns) for row in sheet.rows]
    verdicts = judge(moves, queries.standing(organisation, today), today=today)
    return RotationPlan(sheet.digest, tuple(verdicts), today)


@transaction.atomic
def publish(
    organisation: Organisation,
    name: str,
    data: bytes,
    *,
    by: User,
    now: datetime,
    expected: str | None = None,
) -> Rotation:
    """Store the moves of a file; the same file again is the same rotation.

    The caller has decided that `by` may. Raises UnreadableRoster, BarredRotation, and Conflict if
    what a preview said (`expected`, its tag) is no longer so.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    digest = hashlib.sha256(data).hexdigest()
    if held := Rotation.objects.filter(organisation=organisation, digest=digest).first():
        return held
    found = plan(organisation, data, now=now)
    if found.is_barred:
        raise BarredRotation(found)
    if expected is not None and expected != found.tag:
        raise Conflict(CHANGED_MEANWHILE, None)
    made = Rotation.objects.create(
        organisation=organisation,
        digest=digest,
        name=name.replace("\0", "")[:120],
        by=by,
        at=now,
    )
    RotationMove.objects.bulk_create(_row(made, verdict, found.today) for verdict in found.verdicts)
    return made


@transaction.atomic
def withdraw(rotation: Rotation, *, expected: int) -> int:
    """Take back the moves that wait; how many. What is in effect stays, mended by another file.

    One of which nothing took effect is gone, so that its file may come again. Conflict if other
    than `expected` moves wait.
    """
    Organisation.objects.select_for_update().get(pk=rotation.organisation_id)
    found = RotationMove.objects.select_for_update(of=("self",)).filter(rotation=rotation)
    waiting = [move.pk for move in found if move.done_at is None]
    if len(waiting) != expected:
        raise Conflict(CHANGED_MEANWHILE, None)
    RotationMove.objects.filter(pk__in=waiting).delete()
    if not rotation.moves.exists():
        rotation.delete()
    return len(waiting)


def follow(now: datetime) -> int:
    """Let everything take effect whose day has come; how many moves did.

    A day of a rotation that fails is told of as an incident and tried again at the next tick.
    """
    done = 0
    for rotation, day in _due(now):
        try:
            done += take_effect(rotation, day, now=now)
        except Exception:
            logger.exception("a rotation could not take effect")
            _tell(rotation, now)
        else:
            incidents.recover(_key(rotation), now=now)
    return done


def _due(now: datetime) -> Sequence[tuple[Rotation, date]]:
    rows = RotationMove.objects.filter(done_at=None, due_on__lte=rules.office_day(now))
    found = list(rows.order_by("due_on", "rotation").values_list("rotation", "due_on").distinct())
    rotations = Rotation.objects.select_related("organisation").in_bulk([pk for pk, _day in found])
    return [(rotations[pk], day) for pk, day in found]


def _row(rotation: Rotation, verdict: Verdict, today: date) -> RotationMove:
    move, stays = verdict.move, not verdict.leaves
    assert verdict.person  # noqa: S101 else the row were barred
    assert move.effective_on  # noqa: S101 else the row were barred
    return RotationMove(
        rotation=rotation,
        number=move.number,
        person_id=verdict.person.pk,
        unit_id=verdict.unit,
        position=move.position,
        leads=move.leads and stays,
        superior_id=verdict.superior.pk if verdict.superior and stays else None,
        ends_line=move.superior == "-" and stays,
        leaves_for="" if stays else move.organisation,
        effective_on=move.effective_on,
        due_on=max(move.effective_on, today),
        decree=move.decree,
    )


def _tell(rotation: Rotation, now: datetime) -> None:
    facts = {"organisation": str(rotation.organisation.uid)}
    incidents.raise_once(
        incidents.draft(
            _key(rotation), kind="rotation", reason="effect_failed", facts=facts, now=now
        )
    )


def _key(rotation: Rotation) -> str:
    return f"rotation:{rotation.uid}"
