"""Asking for counselling, for oneself or on somebody's behalf, and asking again after an end."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.case_reasons import NoteField, Recipient, WayIn
from mentoring.machines.case_states import END, CaseState
from mentoring.models import (
    Appointment,
    CounsellingCase,
    CounsellingOffice,
    KeptOut,
    Person,
    SealedNote,
)
from mentoring.models.superiors import are_in_line
from mentoring.sealing.notes import all_sealed, new_key
from mentoring.services.case_lines import in_line, people_of, staff
from mentoring.vocabulary import AppointedRole
from workflows import engine
from workflows.actors import Actor
from workflows.errors import Guarded, NotPermitted

ONLY_FOR_ONESELF = _(
    "Counselling is asked for by oneself, or entered by the counselling coordinator."
)
NOT_OPEN = _("Counselling is not offered here yet.")
NO_NIP = _("Here counselling is for staff with an employee number.")
NOBODY_FREE = _(
    "Nobody is left who could take this in: everybody is kept out of it. Please call the number of"
    " the service."
)
NOBODY_TO_KNOW = _("Your name can be kept by a counselling coordinator only, and none is left.")
IN_LINE = _("One of you two is a superior of the other, so somebody else has to ask for it.")
ANOTHER_IS_OPEN = _("There is an open request already. Go on with that one.")
NOT_ENDED = _("This has not ended; go on with it.")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for; `topic` and `wish` are sealed. `keep_out` must not touch it."""

    topic: str
    wish: str
    route: str = Recipient.COORDINATOR
    keep_out: Collection[Person] = field(default=())
    name_withheld: bool = False
    way_in: str = WayIn.PORTAL
    previous: CounsellingCase | None = None


@transaction.atomic
def ask(client: Person, request: Request, *, by: Actor, now: datetime) -> CounsellingCase:
    """Begin a case. Raises NotPermitted or Guarded with a reason to show."""
    _permit(client, request, by, now)
    return _begun(client, request, by, now)


def go_on(ended: CounsellingCase, *, by: Actor, now: datetime) -> CounsellingCase:
    """A case after an ended one that nobody has asked for; the caller has decided that it may be.

    Call in a transaction. What the client has asked for before holds on: the way it takes, whom
    they keep out, and their name kept. Raises Guarded with a reason to show.
    """
    request = Request(
        topic="",
        wish="",
        route=ended.route,
        keep_out=ended.named_out(),
        name_withheld=ended.name_withheld,
        way_in=ended.way_in,
        previous=ended,
    )
    return _begun(ended.client, request, by, now)


def _begun(client: Person, request: Request, by: Actor, now: datetime) -> CounsellingCase:
    office = CounsellingOffice.objects.filter(organisation=client.organisation_id).first()
    if office is None:
        raise Guarded(NOT_OPEN)
    if not (client.nip or office.without_nip):
        raise Guarded(NO_NIP)
    _have_only_this(client, by, now)
    out = _kept_out(client, request, office, now)
    key = new_key(now)
    case = CounsellingCase(
        key=key,
        organisation=client.organisation,
        client=client,
        previous=request.previous,
        route=_route(client, request, office, out, now),
        way_in=request.way_in,
        name_withheld=request.name_withheld,
        begun_at=now,
        sessions_allowed=office.sessions,
    )
    case.__dict__["_out"] = frozenset(out)
    begun = engine.begin(case, by=by, now=now)
    KeptOut.objects.bulk_create(
        KeptOut(case=begun, person=person, named=person in request.keep_out)
        for person in out.values()
    )
    texts = {NoteField.TOPIC: request.topic, NoteField.WISH: request.wish}
    told = {str(field): text for field, text in texts.items() if text}
    author = cast("User", by)
    SealedNote.objects.bulk_create(all_sealed(key, told, author=author, at=now, shared=True))
    return begun


def _permit(client: Person, request: Request, by: Actor, now: datetime) -> None:
    own = client.user == by and request.way_in == WayIn.PORTAL
    if not own and not _takes_in_for(client, request, by, now):
        raise NotPermitted(ONLY_FOR_ONESELF)
    if not own and _is_in_line_with(client, by, now):
        raise Guarded(IN_LINE)
    before = request.previous
    if before is None:
        return
    if before.client_id != client.pk:
        raise NotPermitted(engine.NOT_YOURS)
    if before.state not in {*CounsellingCase.final, CaseState.CLOSED}:
        raise Guarded(NOT_ENDED)


def _takes_in_for(client: Person, request: Request, by: Actor, now: datetime) -> bool:
    """A counselling coordinator of the agency, for somebody who came or called."""
    held = Appointment.objects.filter(
        organisation=client.organisation_id,
        role=AppointedRole.COUNSELLING_COORDINATOR,
        person__user=getattr(by, "pk", None),
    )
    other = request.way_in != WayIn.PORTAL and request.route == Recipient.COORDINATOR
    return other and client.user != by and held.at(rules.office_day(now)).exists()


def _is_in_line_with(client: Person, by: Actor, now: datetime) -> bool:
    """Then they are told the same whether there is a case already or not."""
    me = Person.objects.filter(user=getattr(by, "pk", None)).first()
    return me is not None and are_in_line(me.pk, client.pk, rules.office_day(now))


def _have_only_this(client: Person, by: Actor, now: datetime) -> None:
    """One open case at a time, as far as whoever asks may know: of any other they learn nothing."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=client.pk)
    of_client = CounsellingCase.objects.filter(client=client, organisation=client.organisation_id)
    open_ones = of_client.exclude(state__in=[*END, CaseState.CLOSED])
    if open_ones.visible_to(by, now).exists():
        raise Guarded(ANOTHER_IS_OPEN)


def _kept_out(
    client: Person, request: Request, office: CounsellingOffice, now: datetime
) -> dict[int, Person]:
    """Those named, and whoever of the staff is over or under the client at any level."""
    people = people_of(office, now)
    line = {person for _client, person in in_line([client], people, now)}
    named = {person.pk for person in request.keep_out}
    return {pk: person for pk, person in people.items() if pk in line | named and pk != client.pk}


def _route(
    client: Person,
    request: Request,
    office: CounsellingOffice,
    out: Collection[int],
    now: datetime,
) -> str:
    """As wished; where nobody is left there, the other way round."""
    left = {row.role for row in staff(office, now) if row.person_id not in {*out, client.pk}}
    takers = {
        Recipient.COORDINATOR.value: AppointedRole.COUNSELLING_COORDINATOR,
        Recipient.POOL.value: AppointedRole.COUNSELLOR,
    }
    if request.name_withheld:
        if AppointedRole.COUNSELLING_COORDINATOR not in left:
            raise Guarded(NOBODY_TO_KNOW)
        return Recipient.COORDINATOR
    wished = str(request.route)
    for route in (wished, *(other for other in takers if other != wished)):
        if takers[route] in left:
            return route
    raise Guarded(NOBODY_FREE)
