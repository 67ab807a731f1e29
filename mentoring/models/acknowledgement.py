"""A superior's word that they reminded who is late: one row per notice, never changed."""

from django.db import models

from mentoring.models.person import Person
from notifications.models import Notice
from workflows.models import Deadline


class Acknowledgement(models.Model):
    """Says who reminded somebody, when, of which deadline; it moves no clock and no turn."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="acknowledgement")
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.notice_id)
