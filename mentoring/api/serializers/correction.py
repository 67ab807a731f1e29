"""Corrections of reporting lines as the API shows them, and a report as it is read."""

from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.api.serializers.strict import Strict
from mentoring.machines.correction import CorrectionState
from mentoring.machines.reasons import CorrectionRefusal


class CorrectionShown(Moving):
    """A line of a list. `superior` is who says that `person` is not their staff."""

    resource = "correction"

    uid = serializers.UUIDField(read_only=True)
    organisation = Ref(read_only=True)
    person = Ref(read_only=True)
    superior = Ref(read_only=True)
    right_superior = Ref(read_only=True, allow_null=True)
    valid_from = serializers.DateField(read_only=True, allow_null=True)
    refused_reason = serializers.ChoiceField(
        choices=CorrectionRefusal.choices, read_only=True, allow_blank=True
    )
    state = serializers.ChoiceField(choices=CorrectionState.choices, read_only=True)
    version = serializers.IntegerField(read_only=True)


class CorrectionItem(CorrectionShown, ToDo):
    """One correction with what may be done and what happens if nobody acts."""


class ReportBody(Strict):
    """The notice of an escalation that reached the wrong superior: the reader."""

    notice = serializers.UUIDField()
