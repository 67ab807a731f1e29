"""When other people come to stand behind a role, open deadlines go to them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction

from workflows.arming import REPOINTED, repoint
from workflows.machine import Machine, party
from workflows.models import Deadline
from workflows.models.deadline import DeadlineQuerySet
from workflows.pauses import Standstills, of_item
from workflows.registry import machine


@transaction.atomic
def follow(rows: DeadlineQuerySet, *, now: datetime) -> int:
    """Give these open deadlines to whoever stands behind their role at `now`; how many moved.

    Their subjects are locked first, in the order every other change takes them.
    """
    refs = sorted(set(rows.open().values_list("subject_kind", "subject_id")))
    moved, standstills = [], Standstills()
    standstills.expect(of_item(kind, pk) for kind, pk in refs)
    for kind, group in groupby(refs, key=lambda ref: ref[0]):
        for subject in _locked(machine(kind), [pk for _kind, pk in group]):
            subject.as_of = now
            found = rows.open().of(kind, subject.pk).select_related("policy_version", "calendar")
            moved += [row for row in found if repoint(row, party(subject, row.role), standstills)]
    return Deadline.objects.bulk_update(moved, REPOINTED, batch_size=500) if moved else 0


def _locked(model: type[Machine], pks: list[int]) -> Iterable[Machine]:
    rows = model._base_manager.select_related(*model.related).order_by("pk")
    return rows.select_for_update(of=("self",)).filter(pk__in=pks)
