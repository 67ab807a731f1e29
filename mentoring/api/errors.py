"""Every error as a problem document (RFC 9457): what is wrong, where, and how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from workflows.clock import OutsideTable
from workflows.errors import Conflict, Guarded, InvalidInput, NotPermitted, OutOfOrder, Refused

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: _("What was sent cannot be understood."),
    401: _("Please sign in."),
    403: _("You may not do this."),
    404: _("There is nothing here."),
    405: _("This cannot be done here."),
    406: _("There is no such format."),
    409: _("This cannot be done now."),
    413: _("This is too large."),
    415: _("This format cannot be read."),
    422: _("This key was used for something else."),
    429: _("Too many calls."),
}

REMEDIES = {
    "required": _("Give this value."),
    "null": _("Give a value, or leave the field out."),
    "blank": _("Write something here."),
    "max_length": _("Shorten the text."),
    "max_value": _("Give a smaller number."),
    "min_value": _("Give a larger number."),
    "max_string_length": _("Give a smaller number."),
    "invalid_choice": _("Choose one of the values this field lists."),
    "unknown": _("Leave this field out; the schema lists those that can be given."),
    "does_not_exist": _("Give the uid of something you can see."),
    "empty": _("Send a file with something in it."),
    "file": _("Mend the file, or send another one."),
    "overflow": _("Give a date within the years of the working calendar."),
    "outside_calendar": _("Give a date within the years of the working calendar."),
    "null_characters_not_allowed": _("Take out the characters that cannot be printed."),
    "surrogate_characters_not_allowed": _("Take out the characters that cannot be printed."),
}
ANY_REMEDY = _("Correct the value; the schema says what it looks like.")

REFUSALS = {
    NotPermitted: status.HTTP_403_FORBIDDEN,
    OutOfOrder: status.HTTP_409_CONFLICT,
    Guarded: status.HTTP_409_CONFLICT,
    InvalidInput: status.HTTP_400_BAD_REQUEST,
    Conflict: status.HTTP_409_CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and what to do about it."""

    field: str
    message: Any
    remedy: Any

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "message": str(self.message), "remedy": str(self.remedy)}


class Problem(exceptions.APIException):
    """An error with a stable code; `errors` name fields, `current` is a subject as it stands."""

    def __init__(
        self,
        status_code: int,
        code: str,
        detail: Any,
        errors: Iterable[Fault] = (),
        current: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.status_code, self.code = status_code, code
        self.errors, self.current = tuple(errors), current


def field_problem(name: str, message: Any, code: str = "", remedy: Any = "") -> Problem:
    """A 400 about one field, header or parameter."""
    fault = Fault(name, message, remedy or REMEDIES.get(code, ANY_REMEDY))
    return Problem(400, "invalid_input", _("Some of what was entered is not right."), [fault])


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The handler of REST_FRAMEWORK; None lets a defect of ours through as what it is."""
    problem = _as_problem(error)
    if problem is None:
        return None
    response = Response(document(problem), status=problem.status_code, content_type=MEDIA_TYPE)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        response["WWW-Authenticate"] = getattr(error, "auth_header", "Bearer")
    if isinstance(error, exceptions.MethodNotAllowed):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def document(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": f"urn:bimbing:problem:{problem.code}",
        "title": str(TITLES.get(problem.status_code, TITLES[400])),
        "status": problem.status_code,
        "code": problem.code,
        "detail": str(problem.detail),
    }
    if problem.errors:
        found["errors"] = [fault.as_json() for fault in problem.errors]
    if problem.current is not None:
        found["current"] = problem.current
    return found


MISSING = (404, "not_found", _("It does not exist, or it is not for you."))
GARBLED = (400, "parse_error", _("The body is not what it says it is."))
KNOWN = {
    Http404: MISSING,
    exceptions.NotFound: MISSING,
    PermissionDenied: (403, "permission_denied", TITLES[403]),
    OutsideTable: (
        409,
        "outside_calendar",
        _("The date lies beyond the years of the working calendar."),
    ),
    SuspiciousOperation: GARBLED,
    UnreadablePostError: GARBLED,
}


def _as_problem(error: Exception) -> Problem | None:
    for kind, known in KNOWN.items():
        if isinstance(error, kind):
            return Problem(*known)
    match error:
        case Problem():
            return error
        case Refused():
            return _refused(error)
        case exceptions.ValidationError():
            found = list(faults(error.get_full_details()))
            return Problem(400, "invalid_input", TITLES[400], found)
        case exceptions.APIException():
            return Problem(error.status_code, str(error.get_codes()), error.detail)
    return None


def _refused(error: Refused) -> Problem:
    errors: list[Fault] = []
    if isinstance(error, InvalidInput):
        errors = [
            Fault(name, " ".join(map(str, messages)), ANY_REMEDY)
            for name, messages in error.errors.items()
        ]
    return Problem(REFUSALS.get(type(error), 409), error.code, error.reason, errors)


def faults(details: Any, path: str = "") -> Iterable[Fault]:
    """Faults from the details of a ValidationError, nested fields by dotted names."""
    if isinstance(details, Mapping) and "message" in details:
        code = str(details["code"])
        yield Fault(path or "body", details["message"], REMEDIES.get(code, ANY_REMEDY))
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            whole = name == "non_field_errors"
            yield from faults(inner, path if whole else f"{path}.{name}".strip("."))
    else:
        for inner in details:
            yield from faults(inner, path)
