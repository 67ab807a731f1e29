"""What the OpenAPI document says beside the shapes: errors, headers, parameters, examples."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from drf_spectacular import authentication as spectacular
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from mentoring.api.errors import MEDIA_TYPE
from mentoring.api.files import File

View = TypeVar("View", bound=Callable[..., Any])


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # the library's hook has no types
    """A machine's token, which drf-spectacular does not know."""

    target_class = "mentoring.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(spectacular.SessionScheme):  # type: ignore[no-untyped-call] # as above
    """The portal's session, which it knows by its own name only."""

    target_class = "mentoring.api.authentication.SessionAuthentication"


class FaultShape(serializers.Serializer[Any]):
    """One wrong field and what to do about it."""

    field = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()


class ProblemShape(serializers.Serializer[Any]):
    """RFC 9457. `errors` name fields; `current` is the subject as it stands now (409)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultShape(many=True, required=False)  # type: ignore[assignment] # a field
    current = serializers.DictField(required=False)


SAID = {
    400: "Something cannot be understood; `errors` names it and the remedy.",
    401: "Not signed in.",
    403: "Seen, but not for this person to do.",
    404: "Not there, or not for this person: nobody can tell which.",
    406: "There is no such format.",
    409: "Not now: another state, a condition that does not hold, or somebody was first.",
    413: "The body is too large.",
    415: "The body is in another format.",
    422: "The idempotency key came before with another request.",
}
READING = (400, 401, 404, 406)
WRITING = (*READING, 403, 409, 413, 415)

CURSOR = OpenApiParameter("cursor", str, description="Where to go on; taken from `next`.")
LIMIT = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": 100}, description="Lines of a page."
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="The version."
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,9}")$'},
    OpenApiParameter.HEADER,
    description="The ETag last seen; another version then answers 409.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    OpenApiParameter.HEADER,
    description="Repeats with the same key have one effect, for seven days.",
)


def problems(*codes: int) -> dict[Any, Any]:
    return {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemShape, description=SAID[code]) for code in codes
    }


def described(
    name: str,
    summary: str,
    answer: Any = None,
    *,
    status: int = 200,
    body: Any = None,
    refusals: Sequence[int] = READING,
    parameters: Sequence[OpenApiParameter] = (),
    example: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """The document's entry of one method, with every way it can be refused.

    `example` is a body to send; where none is sent, the answer. A kind of `File` stands for one,
    a tuple of them for one of any of these kinds.
    """
    sent = body is not None
    said = partial(OpenApiExample, request_only=sent, response_only=not sent)
    examples = [said("body" if sent else "answer", value=dict(example))] if example else []
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=summary,
        tags=[name.partition("_")[0]],
        request=body,
        responses={**_answers(status, answer), **problems(*refusals)},
        parameters=list(parameters),
        examples=examples,
    )


def _answers(status: int, answer: Any) -> dict[Any, Any]:
    kinds = answer if isinstance(answer, tuple) else (answer,)
    if all(isinstance(kind, type) and issubclass(kind, File) for kind in kinds):
        return {(status, kind.media_type): OpenApiTypes.BINARY for kind in kinds}
    return {status: answer}


@cache
def page_of(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A page of a list."""
    return type(
        f"{shape.__name__}Page",
        (serializers.Serializer,),
        {
            "next": serializers.URLField(allow_null=True, help_text="The next page, if any."),
            "results": shape(many=True),
        },
    )


@cache
def all_of(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A list that is never long."""
    return type(f"{shape.__name__}List", (serializers.Serializer,), {"results": shape(many=True)})


def parameter(name: str, values: Sequence[str], said: str = "") -> OpenApiParameter:
    """A query parameter with a closed list of values."""
    return OpenApiParameter(name, str, enum=list(values), description=said)


def close_bodies(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Bodies take no other fields than those they list: what the server does, said."""
    schemas = result["components"]["schemas"]
    for path in result["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
                if name:
                    schemas[name]["additionalProperties"] = False
    return result
