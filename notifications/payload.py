"""What a program is told: which kind of thing happened to what, and when. Never who or why."""

import json
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef

from notifications import lists
from notifications.models import Delivery, Notice
from notifications.rendering import Mail

# Of the facts of a notice only codes and times: names, and what somebody thinks, stay here.
TOLD: Final = ("event", "deadline", "until", "starts_at", "ends_at")
LINES = 500  # of a list, in one post


def of(copy: Delivery) -> Mail:
    """The body of a webhook, stored with the first attempt like the words of a mail."""
    notice = copy.notice
    data: dict[str, Any] = {
        **_line(notice),
        "organisation": str(copy.endpoint.owner) if copy.endpoint else "",
        **_others(copy),
    }
    body = {"type": notice.kind, "timestamp": notice.created_at, "data": data}
    return Mail(notice.kind, json.dumps(body, cls=DjangoJSONEncoder), "")


def _line(notice: Notice) -> dict[str, Any]:
    facts = notice.facts
    return {
        "notice": str(notice.pk),
        "subject": {"kind": notice.subject_kind, "uid": facts.get("uid", "")},
        **{name: facts[name] for name in TOLD if facts.get(name)},
    }


def _others(copy: Delivery) -> dict[str, Any]:
    """What else is in the list that the notice begins, without what was posted by itself."""
    if copy.notice.list_key is None:
        return {}
    posted = Delivery.objects.filter(endpoint=copy.endpoint, notice__cause=OuterRef("cause"))
    rows = lists.items(copy.notice).filter(~Exists(posted)).order_by("created_at", "pk")
    lines = [_line(row) for row in rows[:LINES]]
    more = rows.count() - LINES if len(lines) == LINES else 0
    return {"others": lines, "more": more} if lines else {}
