"""Effects of a request about data: what was answered in words, sealed."""

from datetime import timedelta
from typing import cast

from accounts.models import User
from mentoring import rules
from mentoring.machines.data_effects import PersonField
from mentoring.machines.data_request_codes import DataField
from mentoring.models import DataCorrection, DataRequest, Person
from mentoring.sealing.notes import sealed
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects

KIND = "data_request"


@hooks.consequence(KIND, "correct")
def field_is_corrected(change: Change) -> Effects:
    request, field, new = change.subject, change.data["field"], change.data["value"]
    assert isinstance(request, DataRequest)  # noqa: S101 registered for this kind only
    person, user = request.person, request.person.user
    at_user = field == PersonField.EMAIL
    old = getattr(user if at_user else person, field) or ""
    row = DataCorrection(
        request=request,
        field=field,
        old=old,
        new=new,
        reason=change.record.reason,
        by=cast("User", change.by),
        at=change.now,
    )
    people = Person.objects.filter(pk=person.pk)
    if at_user:
        return Effects([row], [BulkUpdate(User.objects.filter(pk=user.pk), {"email": new})])
    setattr(person, field, new or None if field == PersonField.NIP else new)
    shown = person.display_name[: User._meta.get_field("display_name").max_length]
    return Effects(
        [row],
        [
            BulkUpdate(people, {field: getattr(person, field)}),
            BulkUpdate(User.objects.filter(pk=user.pk), {"display_name": shown}),
        ],
    )


@hooks.consequence(KIND, "restrict", "lift_restriction")
def use_is_restricted(change: Change) -> Effects:
    """Until the end of that day, or no longer."""
    request = change.subject
    assert isinstance(request, DataRequest)  # noqa: S101 registered for this kind only
    day = change.data.get("until")
    until = rules.start_of(day + timedelta(days=1)) if day else None
    request.person.restricted_until = until
    people = Person.objects.filter(pk=request.person_id)
    return Effects(updates=[BulkUpdate(people, {"restricted_until": until})])


@hooks.consequence(KIND, "fulfil", "fulfil_in_part", "refuse")
def answer_is_sealed(change: Change) -> Effects:
    request, author = change.subject, cast("User", change.by)
    assert isinstance(request, DataRequest)  # noqa: S101 registered for this kind only
    text = change.data["account"]
    note = sealed(request.key, DataField.ANSWER, text, author=author, at=change.now, shared=True)
    return Effects([note])
