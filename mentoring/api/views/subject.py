"""What is the same for every subject of the engine: lists, one of them, its story, its changes."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts import confirmation
from mentoring import permissions
from mentoring.api import course, idempotency
from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import REFUSALS, REMEDIES, Fault, Problem, field_problem
from mentoring.api.pagination import page
from mentoring.api.parsers import JsonParser
from mentoring.api.preconditions import etag, expected_version
from mentoring.api.schema import ETAG, IDEMPOTENCY_KEY, IF_MATCH, WRITING, described
from mentoring.api.serializers.course import ChangedShape, RecordShape
from mentoring.api.serializers.moving import Moving
from mentoring.api.serializers.strict import NOT_RIGHT, PASSWORD, Strict, body_of, checked
from mentoring.api.serializers.why import WhyShape
from mentoring.machines.inputs import File
from mentoring.models import Relationship
from mentoring.queries import access, item, worklist
from mentoring.queries.access import held
from mentoring.services import acts, uploads
from mentoring.services.sent_files import sent_files
from notifications.models import LISTED, Notice
from workflows.errors import BeyondCalendar, Refused
from workflows.machine import SYSTEM, Machine, Transition
from workflows.pauses import Standstills

BEYOND_CALENDAR = _("The date lies beyond the years of the working calendar.")
Act = Callable[[], Machine]
TOLD = ("", LISTED)
PASSWORD_EXAMPLE = "kata sandi (contoh)"  # noqa: S105 for the document


class SubjectEndpoint(Endpoint):
    """`model` is the machine; `line` and `item` are its shapes in a list and by itself."""

    model: ClassVar[type[Machine]]
    line: ClassVar[type[Moving]]
    item: ClassVar[type[Moving]]

    def related_rows(self) -> Any:
        return self.rows().select_related(*self.model.related, *self.beside)

    beside: ClassVar[Sequence[str]] = ()

    def lines(self, rows: Sequence[Any]) -> Any:
        found = worklist.duties(rows)
        return self.line(rows, many=True, context={**self.shape(), "duties": found}).data

    def whole(self, subject: Any) -> dict[str, Any]:
        found = worklist.duties([subject])
        return dict(self.item(subject, context={**self.shape(), "duties": found}).data)

    def subject(self, uid: uuid.UUID, field: str = "") -> Any:
        """The subject with the reader's relations, if they see that field of it."""
        subject = self.find(uid, related=(*self.model.related, *self.beside))
        if field and field not in self.fields(subject):
            raise Http404
        subject.as_of = self.now
        return subject

    def fields(self, subject: Any) -> permissions.Fields:
        """What the reader sees of it."""
        return permissions.fields(self.resource, held(subject, self.resource))

    def changed(self, subject: Machine, status: int, *, counted: bool = True) -> Response:
        """`counted`: with its version, which says how much has happened."""
        name = f"api:{self.model.kind}"
        body = {
            "uid": subject.uid,
            "state": str(subject.state),
            **({"version": subject.version} if counted else {}),
            "url": reverse(name, kwargs={"uid": subject.uid}, request=self.request),
        }
        headers = {"ETag": etag(subject)} if counted else None
        return Response(ChangedShape(body).data, status=status, headers=headers)

    def once(self, act: Act, status: int, found: Machine | None = None) -> Response:
        """Do it unless the key says it was done; what is shown is asked for anew."""
        outcome = idempotency.once(self.request, act, status=status, now=self.now, found=found)
        if outcome.fresh:
            return self.changed(outcome.fresh, status)
        again = self.find(outcome.uid)
        return self.changed(again, status, counted="version" in self.fields(again))


class SubjectList(SubjectEndpoint):
    parameters = frozenset({"cursor", "limit", "state"})
    order: ClassVar[Sequence[str]] = ("-pk",)

    def listed(self, request: Request) -> Response:
        rows = self.related_rows()
        if (state := request.query_params.get("state")) is not None:
            known = self._known(state)
            rows = access.showing(rows, self.resource, "state").filter(state=known)
        found = page(request, rows, self.order)
        return Response({"next": found.next, "results": self.lines(found.rows)})

    def _known(self, state: str) -> str:
        if state not in self.model.State.values:
            remedy = _("Give one of: %(values)s.") % {"values": ", ".join(self.model.State.values)}
            raise field_problem("state", _("There is no such state."), remedy=remedy)
        return state


class SubjectItem(SubjectEndpoint):
    def shown(self, uid: uuid.UUID) -> Response:
        """With its version as ETag, for whoever sees the version."""
        subject = self.subject(uid)
        tag = {"ETag": etag(subject)} if "version" in self.fields(subject) else None
        return Response(self.whole(subject), headers=tag)


class SubjectHistory(SubjectEndpoint):
    def told(self, uid: uuid.UUID) -> Response:
        subject = self.subject(uid, "history")
        whole = subject.kind != Relationship.kind or "offers" in self.fields(subject)
        told = course.history(subject, self.user, since="" if whole else "accept")
        return Response({"results": RecordShape(told, many=True).data})


class SubjectWhy(SubjectEndpoint):
    def explained(self, uid: uuid.UUID) -> Response:
        """What this person was told of the subject and how they were found; never of others."""
        subject = self.subject(uid)
        notices = Notice.objects.filter(
            recipient=self.user, subject_kind=subject.kind, subject_id=subject.pk
        )
        foreseen = "forecast" in self.fields(subject)
        rows = list(notices.order_by("created_at", "pk"))
        running = item.armed(subject) if foreseen else []
        Standstills().lay(running)
        return Response(
            WhyShape(
                {
                    "told": [row for row in rows if row.not_sent in TOLD],
                    "not_told": [row for row in rows if row.not_sent not in TOLD],
                    "next": course.forecast(subject) if foreseen else [],
                    "deadlines": running,
                }
            ).data
        )


class SubjectTransition(SubjectEndpoint):
    """One transition of one machine; `inputs` is its body."""

    declared: ClassVar[Transition]
    inputs: ClassVar[type[Strict]]

    def post(self, request: Request, uid: uuid.UUID, name: str) -> Response:
        data, expected = checked(self.inputs, self.body), expected_version(request)
        found: Machine = self.find(uid)
        if self.declared.confirmed:
            self._confirm(data.pop(PASSWORD))

        act = self.act(found, name, data, expected)
        try:
            done = self.once(act, 200, found)
            settled = acts.settle(found, self.now)
            return self.changed(settled, 200) if settled else done
        except Refused as refused:
            if isinstance(refused, BeyondCalendar) and (named := self._date()):
                raise field_problem(named, BEYOND_CALENDAR, refused.code) from refused
            if REFUSALS.get(type(refused), 409) != 409:
                raise
            current = self.whole(self.subject(uid))
            raise Problem(409, refused.code, refused.reason, current=current) from refused

    def act(self, found: Machine, name: str, data: dict[str, Any], expected: int | None) -> Act:
        """What is done if it was not done before."""
        return lambda: acts.perform(
            found, name, by=self.user, now=self.now, data=data, version=expected
        )

    def _confirm(self, password: str) -> None:
        if fault := confirmation.fault(self.user, password):
            raise field_problem(PASSWORD, fault, "invalid_password")

    def _date(self) -> str:
        """The first input that is a date; empty if none is."""
        dates = (serializers.DateTimeField, serializers.DateField)
        fields = self.inputs().fields.items()
        return next((name for name, field in fields if isinstance(field, dates)), "")


class FileTransition(SubjectTransition):
    """One that hands in a file: looked at first, and sealed in the act that takes it."""

    parser_classes = (MultiPartParser, JsonParser)
    largest = 2 * uploads.limit()  # what is somewhat too large is told so by the name of its field

    @property
    def body(self) -> Any:
        sent = super().body
        return sent.dict() if isinstance(sent, QueryDict) else sent

    def act(self, found: Machine, name: str, data: dict[str, Any], expected: int | None) -> Act:
        sent = sent_files(self.declared, data)
        if sent.wrong:
            remedy = REMEDIES["file"]
            wrong = [Fault(one, " ".join(why.messages), remedy) for one, why in sent.wrong.items()]
            raise Problem(400, "invalid_input", NOT_RIGHT, wrong)

        @transaction.atomic
        def kept_and_done() -> Machine:
            kept = sent.kept(found, by=self.user, now=self.now)
            return super(FileTransition, self).act(found, name, data | kept, expected)()

        return kept_and_done


def open_transitions(model: type[Machine]) -> list[Transition]:
    """Those a person can ever make."""
    return [
        declared
        for declared in model.transitions().values()
        if not declared.hidden and declared.allow != {SYSTEM}
    ]


def _takes_file(declared: Transition) -> bool:
    return any(isinstance(one, File) for one in declared.inputs.values())


def transition_view(endpoint: type[SubjectEndpoint], declared: Transition) -> type[SubjectEndpoint]:
    """The address of one transition, typed by its inputs and described by its label."""
    kind = endpoint.model.kind
    title = "".join(part.capitalize() for part in (kind, *declared.name.split("_")))
    inputs = body_of(f"{title}Body", declared.inputs, confirmed=declared.confirmed)
    takes_file = _takes_file(declared)
    view = type(
        f"{title}View",
        (FileTransition if takes_file else SubjectTransition, endpoint),
        {"declared": declared, "inputs": inputs, "resource": endpoint.resource},
    )
    body = inputs if declared.inputs or declared.confirmed else None
    entry = described(
        f"{kind}_{declared.name}",
        _in_english(declared.label),
        ChangedShape,
        body={"multipart/form-data": body} if takes_file else body,
        refusals=(*WRITING, 422),
        parameters=(IF_MATCH, IDEMPOTENCY_KEY, ETAG),
        example=example_of(declared.inputs)
        | ({PASSWORD: PASSWORD_EXAMPLE} if declared.confirmed else {}),
    )
    return extend_schema_view(post=entry)(view)


def _in_english(label: Any) -> str:
    """The document is written once, whoever asks first."""
    with translation.override("en"):
        return str(label)


def example_of(inputs: Mapping[str, forms.Field]) -> dict[str, Any]:
    return {name: _example(field) for name, field in inputs.items() if field.required}


def _example(field: forms.Field) -> Any:
    match field:
        case forms.ChoiceField():
            return next(value for value, _label in field.choices if value)  # type: ignore[union-attr, misc] # always a list here
        case forms.UUIDField():
            return "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11"
        case forms.DateTimeField():
            return "2026-06-15T09:00:00+07:00"
        case forms.DateField():
            return "2026-11-30"
        case forms.IntegerField():
            return field.min_value or 1
    return "Memimpin rapat bulanan (contoh)"
