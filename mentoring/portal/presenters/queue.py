"""A coordinator's requests: whom each was put to, what they said, and who could be asked next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy

from mentoring.machines.reasons import OfferAnswer, OfferDecline
from mentoring.machines.relationship import RelationshipState
from mentoring.models import Offer, Relationship
from mentoring.portal.presenters import told, words
from mentoring.portal.templatetags.portal import short_day
from mentoring.queries.bulk import AWAITED
from mentoring.queries.candidates import Candidate

SAID: Mapping[str, Any] = {
    "": gettext_lazy("asked on %(day)s, no answer yet"),
    OfferAnswer.ACCEPTED: gettext_lazy("accepted on %(day)s"),
    OfferAnswer.DECLINED: gettext_lazy("declined on %(day)s"),
    OfferAnswer.LAPSED: gettext_lazy("did not answer until %(day)s"),
    OfferAnswer.WITHDRAWN: gettext_lazy("the offer was taken back on %(day)s"),
    OfferAnswer.SUPERSEDED: gettext_lazy("the request was withdrawn on %(day)s"),
}
SHOWN = 3  # candidates of each request on the page; the others are one step away


@dataclass(frozen=True, slots=True)
class Asked:
    name: str
    said: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Choice:
    uid: UUID
    name: str
    reasons: Sequence[str]
    barred: bool


@dataclass(frozen=True, slots=True)
class Request:
    uid: UUID
    version: int
    token: UUID
    name: str
    about: str
    state: str
    offered: bool
    url: str
    due_at: datetime | None
    late: bool
    asked: Sequence[Asked]
    choices: Sequence[Choice]
    more: int
    key: str
    opens_at: datetime | None

    @property
    def possible(self) -> bool:
        return any(not one.barred for one in self.choices)


def requests(
    rows: Sequence[Relationship],
    offers: Mapping[int, Sequence[Offer]],
    candidates: Mapping[int, Sequence[Candidate]],
    now: datetime,
) -> Sequence[Request]:
    return [_request(row, offers.get(row.pk, ()), candidates.get(row.pk, ()), now) for row in rows]


def _request(
    row: Relationship, offers: Sequence[Offer], candidates: Sequence[Candidate], now: datetime
) -> Request:
    due_at: datetime | None = row.__dict__["due_at"]
    about = (row.mentee.unit.name, str(row.get_discipline_display()), row.programme.name)
    return Request(
        row.uid,
        row.version,
        uuid4(),
        row.mentee.display_name,
        " · ".join(about),
        row.get_state_display(),
        str(row.state) == RelationshipState.OFFERED,
        words.address(row),
        due_at,
        due_at is not None and due_at < now,
        [_asked(offer) for offer in offers],
        [_choice(one) for one in candidates[:SHOWN]],
        max(0, len(candidates) - SHOWN),
        f"{row.kind}:{row.uid}:{AWAITED[str(row.state)]}",
        row.__dict__["opens_at"],
    )


def _asked(offer: Offer) -> Asked:
    waits = offer.answered_at is None
    said = str(SAID[offer.answer]) % {"day": short_day(offer.answered_at or offer.offered_at)}
    if reason := dict(OfferDecline.choices).get(offer.reason):
        said = f"{said} ({reason})"
    return Asked(offer.practitioner.person.display_name, said, waits)


def _choice(one: Candidate) -> Choice:
    return Choice(one.uid, one.name, told.reasons(one), one.barred)
