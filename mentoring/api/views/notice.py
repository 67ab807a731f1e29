"""The inbox: what the reader was told, that they have read it, and that they reminded somebody."""

import uuid

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.pagination import page
from mentoring.api.schema import CURSOR, LIMIT, WRITING, described, page_of
from mentoring.api.serializers.course import RemindedShape
from mentoring.api.serializers.notice import NoticeShown, NoticeWhole
from mentoring.api.serializers.strict import Strict, checked
from mentoring.queries.house_styles import READER, read_by
from mentoring.services import reminding
from notifications import lists
from notifications.kinds import Disclosure
from notifications.models import Notice

EXAMPLE = {"deadline": "status_update", "by": "Sari Contoh", "at": "2026-06-08T09:12:00+07:00"}


class NoticeEndpoint(Endpoint):
    resource = "notice"

    def rows(self, resource: str = "") -> QuerySet[Notice]:
        """Programs read those of class A."""
        rows = super().rows(resource)
        return rows.filter(disclosure=Disclosure.A) if self.by_program else rows

    def mine(self, uid: uuid.UUID) -> Notice:
        found: Notice | None = self.rows().select_related(READER).filter(id=uid).first()
        if found is None or not self.opens(found, ""):
            raise Http404
        return found


class NoticeListView(NoticeEndpoint):
    parameters = frozenset({"cursor", "limit"})

    @described(
        "notice_list",
        "What the reader was told, the newest first",
        page_of(NoticeShown),
        refusals=(400, 401, 406),
        parameters=(CURSOR, LIMIT),
    )
    def get(self, request: Request) -> Response:
        rows = lists.counted(self.rows())
        found = page(request, rows, ("-created_at", "-id"), key="id")
        told = read_by(self.user, found.rows)
        return Response({"next": found.next, "results": NoticeShown(told, many=True).data})


class NoticeView(NoticeEndpoint):
    @described("notice", "One of them; looking at it does not mark it as read", NoticeWhole)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return Response(NoticeWhole(self.mine(uid)).data)


class NoticeReadView(NoticeEndpoint):
    @described(
        "notice_read",
        "Mark it as read",
        None,
        status=status.HTTP_204_NO_CONTENT,
        refusals=(400, 401, 403, 404, 406, 413, 415),
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.mine(uid)
        checked(Strict, self.body)
        Notice.objects.filter(id=found.id).mark_read(max(self.now, found.created_at))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoticeRemindedView(NoticeEndpoint):
    """Of an escalation; of any other notice nobody can say it."""

    resource = "escalation"

    @described(
        "notice_reminded",
        "Say that one has reminded who is late; said again, the first time stands",
        RemindedShape,
        refusals=WRITING,
        example=EXAMPLE,
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found: Notice | None = self.rows().filter(id=uid).first()
        if found is None or not self.opens(found, ""):
            raise Http404
        checked(Strict, self.body)
        kept = reminding.acknowledge(found, by=self.user, now=self.now)
        return Response(RemindedShape(kept).data)
