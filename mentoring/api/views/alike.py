"""What every subject answers alike: itself, what happened to it, why the reader was told."""

import uuid
from collections.abc import Iterator

from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.schema import ETAG, all_of, described
from mentoring.api.serializers.course import RecordShape
from mentoring.api.serializers.why import WhyShape
from mentoring.api.views.subject import SubjectEndpoint, SubjectHistory, SubjectItem, SubjectWhy


class _Item(SubjectItem):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.shown(uid)


class _History(SubjectHistory):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.told(uid)


class _Why(SubjectWhy):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.explained(uid)


def alike(
    endpoint: type[SubjectEndpoint], entry: str
) -> Iterator[tuple[str, type[SubjectEndpoint]]]:
    """The views of one kind by what their address ends in; `entry` names them in the document."""
    for name, base, told in (
        (
            "",
            _Item,
            described(
                entry,
                "One of them: turn, due time, what may be done and why not, what happens if nobody"
                " acts",
                endpoint.item,
                parameters=(ETAG,),
            ),
        ),
        (
            "history",
            _History,
            described(
                f"{entry}_history", "What happened, the first thing first", all_of(RecordShape)
            ),
        ),
        ("why", _Why, described(f"{entry}_why", "Why the reader was told, or was not", WhyShape)),
    ):
        title = f"{endpoint.model.__name__}{name.capitalize()}View"
        view = type(title, (base, endpoint), {"resource": endpoint.resource})
        yield name, extend_schema_view(get=told)(view)
