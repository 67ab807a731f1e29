"""What is left of a destroyed record: codes, dates and numbers, for statistics and the chains.

Texts, names and addresses go. It is no change of the subject, whose history stays as it was
written; every chain can still be verified.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from accounts import second_factor
from accounts.models import ApiToken, EntryKey, User, Visit
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import (
    Absence,
    Agreement,
    Contact,
    DataCorrection,
    Draft,
    Note,
    PerformanceCounselling,
    Person,
    Practitioner,
    Qualification,
    Reflection,
    Relationship,
    Session,
)
from mentoring.notices.names import EACH
from mentoring.queries.retention import GONE
from mentoring.services import unnaming
from notifications import forgetting
from notifications.models import Delivery, Notice
from workflows.models import RecordText

# Facts of a notice by which somebody is known.
NAMES: Final = frozenset(
    {
        *("mentee", "practitioner", "other", "invited", "late", "over", "office", "person"),
        *("superior", "right_superior", "absent", "client", "counsellor", "appraiser", "name"),
    }
)
BATCH: Final = 500


@transaction.atomic
def empty(kind: str, keys: Sequence[int]) -> None:
    """Empty records of a kind by their keys; twice is once. Sealed texts are not looked at."""
    EMPTIED[kind](keys)


def _relationships(keys: Sequence[int]) -> None:
    sessions = list(Session.objects.filter(relationship__in=keys).values_list("pk", flat=True))
    Relationship.objects.filter(pk__in=keys).update(aim="")
    Agreement.objects.filter(relationship__in=keys).update(goals="")
    Reflection.objects.filter(relationship__in=keys).update(body="")
    Note.objects.filter(session__in=sessions).update(body="")
    Session.objects.filter(pk__in=sessions).update(place="", link="")
    _said("relationship", keys)
    _said("session", sessions)


def _counsellings(keys: Sequence[int]) -> None:
    PerformanceCounselling.objects.filter(pk__in=keys).update(place="")
    _said("performance_counselling", keys)


def _people(keys: Sequence[int]) -> None:
    people = Person.objects.filter(pk__in=keys)
    erased = unnaming.erasure_of(list(people.select_related("user")))
    users = list(people.values_list("user", flat=True))
    people.update(
        name=GONE, title_before="", title_after="", nip=None, position="", phone="", wishes=None
    )
    for user in User.objects.filter(pk__in=users):
        user.username, user.email, user.display_name = f"erased-{user.uid}", "", GONE
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
        second_factor.remove(user)
    _unlabelled(User.objects.filter(pk__in=users))
    _unlabelled(people)
    _unlabelled(Practitioner.objects.filter(person__in=keys))
    _unlabelled(ApiToken.objects.filter(user__in=users))
    given = (User.groups.through.objects, User.user_permissions.through.objects)
    for rows in (Visit.objects, EntryKey.objects, ApiToken.objects, *given):
        rows.filter(user__in=users).delete()
    Draft.objects.filter(owner__in=users).delete()
    Contact.objects.filter(person__in=keys).update(note="")
    Absence.objects.filter(person__in=keys, pause=None).delete()
    DataCorrection.objects.filter(request__person__in=keys).update(old="", new="")
    Qualification.objects.filter(person__in=keys).update(name="", provider="")
    _nameless(Notice.objects.filter(recipient__in=users))
    unnaming.unname(erased)


def _unlabelled(rows: QuerySet[Any]) -> None:
    """The log of the support screens keeps what it called a row; this is a name."""
    kind = ContentType.objects.get_for_model(rows.model)
    pks = [str(pk) for pk in rows.values_list("pk", flat=True)]
    LogEntry.objects.filter(content_type=kind, object_id__in=pks).update(object_repr=GONE)


def _requests(keys: Sequence[int]) -> None:
    DataCorrection.objects.filter(request__in=keys).update(old="", new="")
    _said("data_request", keys)


def _said(kind: str, keys: Sequence[int]) -> None:
    """What people wrote with a change, and what was told of it."""
    RecordText.objects.filter(record__subject_kind=kind, record__subject_id__in=keys).delete()
    _nameless(Notice.objects.filter(subject_kind=kind, subject_id__in=keys))


def _nameless(rows: Any) -> None:
    """Notices stay as proof that somebody was told when; the words of their copies go."""
    batch: list[Notice] = []
    for notice in rows.order_by("pk").iterator(chunk_size=BATCH):
        notice.facts, notice.path = _without(notice.facts), _without(notice.path)
        batch.append(notice)
        if len(batch) == BATCH:
            Notice.objects.bulk_update(batch, ["facts", "path"])
            batch = []
    Notice.objects.bulk_update(batch, ["facts", "path"])
    forgetting.forget(Delivery.objects.filter(notice__in=rows.values("pk")))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "" if key in NAMES and isinstance(one, str) else _without(one)
            for key, one in value.items()
            if not key.endswith(EACH)
        }
    return [_without(one) for one in value] if isinstance(value, list) else value


EMPTIED: Final[Mapping[str, Callable[[Sequence[int]], None]]] = {
    RecordKind.RELATIONSHIP: _relationships,
    RecordKind.PERFORMANCE: _counsellings,
    RecordKind.CASE: lambda keys: _said("counselling_case", keys),
    RecordKind.DATA_REQUEST: _requests,
    RecordKind.PERSON: _people,
}
