"""What was published of counselling: numbers of an organisation and half a year, once for ever."""

import uuid
from typing import Any

from django.db import models

from mentoring.models.organisation import Organisation


class CounsellingReport(models.Model):
    """Append-only. `content` is what anybody may read; what was kept back is nowhere.

    `kind` is the machine's. `content` is empty where nothing may be said, else it has `total` and
    `lists`: of each a `code` and `rows` of code, label where the code has none, and number or null.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    content = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "starts_on"], name="one_report_of_a_half_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new ones: what was published stays as it is."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
