"""What coordinators' pages hold, for each agency: rosters sent in, mails that failed, alarms.

One incident is of no agency, and one mail goes to somebody who is of none.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mentoring.models import BulkAct, BulkItem, Correction, Programme, Relationship, RosterUpload
from mentoring.services import programs
from notifications.models import Delivery, Incident, Notice
from tests.factories.cast import MONDAY, Cast
from tests.factories.session import HOUR

BEFORE = MONDAY - timedelta(days=1)


def troubles(
    crew: Cast,
    other: Cast,
    second: Programme,
    pairs: Mapping[str, Relationship],
    disputed: Correction,
    actors: Mapping[str, Any],
) -> None:
    for name, programme, by in (
        ("own", crew.programme, crew.citra),
        ("other programme", second, crew.citra),
        ("other organisation", other.programme, other.citra),
    ):
        _roster(name, programme, by.user)
    for name, citra in (("own", crew.citra), ("other organisation", other.citra)):
        _alarm(name, pairs[name], citra.user)
        _together("extend" if name == "own" else "remind", pairs[name], citra.user)
    _incident("of nobody", kind="engine")
    _incident("of a correction", kind="engine", subject_kind="correction", subject_id=disputed.pk)
    for whose in ("mentee", "other organisation"):
        copy = Delivery.objects.filter(notice__recipient=actors[whose]).earliest("due_at", "pk")
        _incident(whose, kind="delivery_failed", delivery=copy)
    _late_mail(crew.programme, actors["superuser"])
    for name, there in (("own", crew), ("elsewhere", other)):
        _program(name, there, actors["mentee"])


def _program(name: str, crew: Cast, told: Any) -> None:
    """That is told of whatever happens; of Maya it has been told already, and did not answer."""
    made, _secret = programs.add(
        crew.organisation, f"https://example.go.id/alamat-{name}", ["late"], by=crew.citra.user,
        now=MONDAY,
    )  # fmt: skip
    notice = Notice.objects.filter(recipient=told, not_sent="").earliest("created_at", "key")
    Delivery.objects.create(
        notice=notice, endpoint=made, channel="webhook", due_at=BEFORE, next_attempt_at=BEFORE
    )


def _roster(name: str, programme: Programme, by: Any) -> None:
    RosterUpload.objects.create(
        programme=programme,
        by=by,
        name=name,
        digest="0" * 64,
        content=b"",
        created_at=MONDAY,
        rejects=f"ditolak-{name.replace(' ', '-')}",
    )


def _together(kind: str, pair: Relationship, by: Any) -> None:
    act = BulkAct.objects.create(kind=kind, by=by, asked_at=MONDAY)
    BulkItem.objects.create(
        act=act, place=1, subject_kind=pair.kind, subject_id=pair.pk, name="status_update"
    )


def _alarm(name: str, pair: Relationship, to: Any) -> None:
    Notice.objects.create(
        key=f"alarm {name}",
        kind="escalation.unroutable",
        cause=f"deadline:{name}",
        recipient=to,
        subject_kind=pair.kind,
        subject_id=pair.pk,
        disclosure="A",
        created_at=MONDAY + HOUR,
        path=[{"role": "superior_of_mentee"}, {"way": "nobody"}],
        facts={"deadline": "next_session", "late": pair.mentee.display_name},
    )


def _incident(key: str, **about: Any) -> None:
    Incident.objects.create(key=key, reason="contoh", opened_at=MONDAY, **about)


def _late_mail(programme: Programme, to: Any) -> None:
    told = Notice.objects.create(
        key="to nobody's",
        kind="programme.welcome",
        recipient=to,
        subject_kind="programme",
        subject_id=programme.pk,
        disclosure="A",
        created_at=BEFORE,
        facts={"programme": programme.name, "organisation": "contoh", "role": "mentee"},
    )
    Delivery.objects.create(notice=told, channel="email", due_at=BEFORE, next_attempt_at=BEFORE)
