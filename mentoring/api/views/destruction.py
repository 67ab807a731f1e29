"""Destructions of old records: list, look, decide by a transition, print the certificate.

Class B: for people, never for programs. The night proposes by rules; on request of a person the
officer does, by a transition of that request.
"""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.errors import Problem
from mentoring.api.files import Pdf, download
from mentoring.api.schema import CURSOR, LIMIT, READING, described, page_of, parameter
from mentoring.api.serializers.keeping import DestructionItem, DestructionShown
from mentoring.api.views.subject import SubjectEndpoint, SubjectList
from mentoring.machines.destruction import DestructionState
from mentoring.models import Destruction
from mentoring.services import certificate_pdf

NOT_YET = _("There is no certificate yet: it comes once everything is destroyed.")


class DestructionEndpoint(SubjectEndpoint):
    resource = "destruction"
    model = Destruction
    line, item = DestructionShown, DestructionItem


class DestructionListView(DestructionEndpoint, SubjectList):
    @described(
        "destruction_list",
        "Destructions of old records the reader answers for or approves, the latest first",
        page_of(DestructionShown),
        parameters=(CURSOR, LIMIT, parameter("state", DestructionState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class DestructionCertificateView(DestructionEndpoint):
    renderer_classes = (*DestructionEndpoint.renderer_classes, Pdf)

    @described(
        "destruction_certificate",
        "The certificate, once it is destroyed",
        Pdf,
        refusals=(*READING, 409),
    )
    def get(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        made: Destruction = self.subject(uid)
        if made.state != DestructionState.DESTROYED:
            raise Problem(409, "not_certified", NOT_YET)
        content = certificate_pdf.printed(made, by=self.user)
        return download(content, Pdf, f"certificate-{made.number}.pdf")
