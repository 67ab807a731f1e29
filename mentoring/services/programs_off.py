"""Telling the coordinators that a program was switched off because it did not answer."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from mentoring.models import Organisation, Person
from mentoring.notices.kinds import PROGRAM_OFF
from mentoring.queries.directory import Directory
from mentoring.queries.working_hours import copy_time
from mentoring.vocabulary import AppointedRole
from notifications import outbox
from notifications.models import Endpoint


def tell(now: datetime) -> int:
    """How many endpoints' coordinators were told; one statement if there is nothing to tell."""
    untold = Endpoint.objects.filter(off_told=False).exclude(off_at=None)
    return sum(_told(endpoint, now) for endpoint in untold.order_by("pk"))


@transaction.atomic
def _told(endpoint: Endpoint, now: datetime) -> int:
    mine = Endpoint.objects.filter(pk=endpoint.pk, off_told=False).update(off_told=True)
    home = Organisation.objects.get(uid=endpoint.owner)
    for person in _coordinators(home, now) if mine else ():
        outbox.put(
            outbox.draft(
                PROGRAM_OFF.code,
                recipient=person.user,
                cause=f"endpoint:{endpoint.uid}:{endpoint.off_at:%Y%m%dT%H%M%S.%f}",
                subject_kind="endpoint",
                subject_id=endpoint.pk,
                facts={
                    "host": urlsplit(endpoint.url).hostname or "",
                    "reason": endpoint.off_reason,
                    "path": f"/programs/{endpoint.uid}/",
                },
                now=now,
                copy_at=copy_time(person, now),
            )
        )
    return mine


def _coordinators(home: Organisation, now: datetime) -> list[Person]:
    rows = Directory(now).appointed({home.pk}).get((home.pk, AppointedRole.COORDINATOR), [])
    return list({row.person_id: row.person for row in rows if row.programme_id is None}.values())
