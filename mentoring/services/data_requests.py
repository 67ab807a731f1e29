"""Asking about one's own data, and entering it for somebody who came or wrote."""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.data_request_codes import SAYS_WHAT, DataField, DataRight, WayAsked
from mentoring.models import DataRequest, Person
from mentoring.models.data_request import officers
from mentoring.sealing.notes import new_key, sealed
from workflows import engine
from workflows.actors import Actor
from workflows.errors import Guarded, InvalidInput, NotPermitted

ONLY_FOR_ONESELF = _("This is asked for by oneself, or entered by the data protection officer.")
NOBODY = _(
    "Nobody here is appointed who could answer: neither a data protection officer nor a head of"
    " service. Please write to your organisation."
)
SAY_WHAT = _("Say what is meant.")


@transaction.atomic
def ask(
    person: Person,
    wants: DataRight,
    text: str,
    *,
    way_in: WayAsked = WayAsked.PORTAL,
    by: Actor,
    now: datetime,
) -> DataRequest:
    """Begin a request; its clock runs from `now`. `text` is sealed.

    Raises NotPermitted, Guarded or InvalidInput (`text`), each with a reason to show.
    """
    answering = officers(person.organisation_id, rules.office_day(now), person.pk)
    own = way_in == WayAsked.PORTAL and person.user == by
    if not own and (way_in == WayAsked.PORTAL or by not in [one.user for one in answering]):
        raise NotPermitted(ONLY_FOR_ONESELF)
    if not answering:
        raise Guarded(NOBODY)
    if wants in SAYS_WHAT and not text.strip():
        raise InvalidInput(SAY_WHAT, {"text": [str(SAY_WHAT)]})
    draft = DataRequest(
        key=new_key(now),
        organisation=person.organisation,
        person=person,
        wants=wants,
        way_in=way_in,
        received_at=now,
    )
    begun = engine.begin(draft, by=by, now=now)
    if text.strip():
        author = cast("User", by)
        sealed(begun.key, DataField.ASKED, text, author=author, at=now, shared=True).save()
    return begun
