"""Programs that are told, and what became of each post."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import capfirst

from mentoring.notices.topics import TOPICS
from mentoring.portal.presenters import incidents
from notifications.models import Delivery, DeliveryState, Endpoint


@dataclass(frozen=True, slots=True)
class Post:
    key: str
    kind: str
    state: str
    good: bool
    why: str
    at: datetime
    tried: int
    again: bool


def host(endpoint: Endpoint) -> str:
    return urlsplit(endpoint.url).hostname or endpoint.url


def topics(endpoint: Endpoint) -> list[Any]:
    return [topic.label for topic in TOPICS if topic.code in endpoint.topics]


def post(copy: Delivery, endpoint: Endpoint) -> Post:
    under_way = copy.state in (DeliveryState.PENDING, DeliveryState.LEASED)
    why = copy.get_reason_display() if copy.reason else ""
    return Post(
        key=str(copy.pk),
        kind=copy.notice.kind,
        state=capfirst(copy.get_state_display()),
        good=copy.state == DeliveryState.SENT,
        why=why or (incidents.why(copy.error_code) if copy.error_code else ""),
        at=copy.sent_at or copy.stopped_at or copy.next_attempt_at,
        tried=copy.attempts,
        again=not under_way and endpoint.off_at is None,
    )
