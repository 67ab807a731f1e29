"""What was put right on somebody's request: the field, what stood there, what stands there now."""

from django.conf import settings
from django.db import models

from mentoring.machines.data_effects import CorrectionReason, PersonField
from mentoring.models.data_request import DataRequest


class DataCorrection(models.Model):
    """Append-only; both values are emptied when the request or the person is destroyed."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=12, choices=PersonField)
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=12, choices=CorrectionReason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.field} of {self.request_id}"
