"""What a program is told: which kind of thing happened to what, and when. Never who or why."""

import json
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from notifications.models import Delivery
from notifications.rendering import Mail

# Of the facts of a notice only codes and times: names, and what somebody thinks, stay here.
TOLD: Final = ("event", "deadline", "until", "starts_at", "ends_at")


def of(copy: Delivery) -> Mail:
    """The body of a webhook, stored with the first attempt like the words of a mail."""
    notice, facts = copy.notice, copy.notice.facts
    data: dict[str, Any] = {
        "notice": str(notice.pk),
        "organisation": str(copy.endpoint.owner) if copy.endpoint else "",
        "subject": {"kind": notice.subject_kind, "uid": facts.get("uid", "")},
        **{name: facts[name] for name in TOLD if facts.get(name)},
    }
    body = {"type": notice.kind, "timestamp": notice.created_at, "data": data}
    return Mail(notice.kind, json.dumps(body, cls=DjangoJSONEncoder), "")
