"""How an organisation writes to its people: its letterhead, and own words for some mails."""

from django.conf import settings
from django.db import models

from mentoring.models.organisation import Organisation


class HouseStyle(models.Model):
    """`texts` hold subject and body by "kind:language"; what is missing is said as shipped."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="house_style"
    )
    letterhead = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return str(self.organisation)
