"""People who cannot be reached, of those a coordinator is concerned with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)

from mentoring import relations, rules
from mentoring.models import (
    Contact,
    Correction,
    Enrolment,
    Matter,
    PerformanceCounselling,
    Person,
    Relationship,
    Session,
)
from notifications.models import Delivery, DeliveryState, Notice
from workflows.models import Deadline
from workflows.models.deadline import DeadlineQuerySet

MAIL, CLASS_A = "email", "A"


def awaited_of_people(user: Any, now: datetime) -> DeadlineQuerySet:
    """Open deadlines of what the user coordinates, by whoever they await."""
    matters: Any = (
        (Relationship, rules.RELATIONSHIP_SEEN["coordinator"]),
        (Session, rules.SESSION["coordinator"]),
        (Correction, rules.CORRECTION["coordinator"]),
        (Matter, rules.MATTER["coordinator"]),
        (PerformanceCounselling, rules.PERFORMANCE["coordinator"]),
    )
    known = Q(pk__in=[])
    for model, coordinates in matters:
        rows = model._base_manager.filter(coordinates(user, now)).order_by()
        known |= Q(subject_kind=model.kind, subject_id__in=rows.values("pk"))
    return Deadline.objects.open().filter(known)


def unreached(user: Any, now: datetime) -> QuerySet[Person]:
    """Without an address, with a mail that did not arrive, or never signed in; the most urgent
    first.

    Each with `due_at`, when the first thing awaited of them is due (None: nothing is), and
    `lost_at`, since when mails do not arrive.
    """
    own = Person.objects.filter(relations.PERSON["coordinator"](user, now)).order_by()
    mails = Delivery.objects.filter(
        notice__recipient=OuterRef("user"), notice__disclosure=CLASS_A, channel=MAIL
    )
    failed = mails.filter(state=DeliveryState.FAILED).order_by("-stopped_at")
    sent = mails.filter(state=DeliveryState.SENT).order_by("-sent_at")
    waits = awaited_of_people(user, now).filter(responsible=OuterRef("user")).order_by()
    first = waits.values("responsible").annotate(first=Min("due_at")).values("first")
    rows = Person.objects.filter(pk__in=own.values("pk"), user__is_active=True).annotate(
        due_at=Subquery(first, output_field=DateTimeField()),
        lost_at=Subquery(failed.values("stopped_at")[:1]),
        arrived_at=Subquery(sent.values("sent_at")[:1]),
        takes_part=Exists(Enrolment.objects.filter(person=OuterRef("pk"))),
    )
    lost = Q(lost_at__isnull=False) & (Q(arrived_at=None) | Q(arrived_at__lt=F("lost_at")))
    out_of_reach = Q(user__email="") | Q(user__last_login=None) | lost
    concerned = Q(due_at__isnull=False) | Q(takes_part=True)
    rows = rows.filter(out_of_reach, concerned).select_related("user", "unit")
    return rows.order_by(F("due_at").asc(nulls_last=True), "name", "pk")


def with_contacts(rows: QuerySet[Person]) -> QuerySet[Person]:
    """The latest word of each first."""
    told = Contact.objects.select_related("by").order_by("-at", "-pk")
    return rows.prefetch_related(Prefetch("contacts", told))


def urgent(user: Any, now: datetime) -> QuerySet[Any]:
    """Those of them of whom something is awaited."""
    rows: QuerySet[Any] = unreached(user, now)
    return rows.filter(due_at__isnull=False)


def awaited_of_notice(notice: Notice, user: Any, now: datetime) -> UUID | None:
    """The person an escalation to the user as coordinator is about, while it is awaited of them."""
    kind, _colon, rest = notice.cause.partition(":")
    if kind != "deadline" or notice.facts.get("role") != "coordinator":
        return None
    rows = awaited_of_people(user, now).filter(uid=rest.partition(":")[0])
    found: UUID | None = rows.values_list("responsible__person__uid", flat=True).first()
    return found
