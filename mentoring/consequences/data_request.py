"""Effects of a request about data: what was answered in words, sealed."""

from typing import cast

from accounts.models import User
from mentoring.machines.data_request_codes import DataField
from mentoring.models import DataRequest
from mentoring.sealing.notes import sealed
from workflows import hooks
from workflows.change import Change, Effects

KIND = "data_request"


@hooks.consequence(KIND, "fulfil", "fulfil_in_part", "refuse")
def answer_is_sealed(change: Change) -> Effects:
    request, author = change.subject, cast("User", change.by)
    assert isinstance(request, DataRequest)  # noqa: S101 registered for this kind only
    text = change.data["account"]
    note = sealed(request.key, DataField.ANSWER, text, author=author, at=change.now, shared=True)
    return Effects([note])
