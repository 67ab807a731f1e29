"""How an organisation writes to its people: letterhead, logo, and own words for some mails."""

from django.conf import settings
from django.db import models

from mentoring.models.organisation import Organisation


class HouseStyle(models.Model):
    """`texts` hold subject and body by "kind:language"; what is missing is said as shipped.

    `logo` holds digest, width and height of the picture above the letterhead; empty for none.
    `footer` holds lines by language, below every mail: whom to call in a crisis.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="house_style"
    )
    letterhead = models.JSONField(default=list)
    logo = models.JSONField(default=dict, blank=True)
    footer = models.JSONField(default=dict, db_default={}, blank=True)
    texts = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return str(self.organisation)


class Logo(models.Model):
    """A small PNG of our own making, never changed. One that was replaced or taken back stays for
    mails that are tried again; it stood above mails until `used_at`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="logos")
    digest = models.CharField(max_length=32)
    image = models.BinaryField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "organisation"], name="logo_once"),
        ]

    def __str__(self) -> str:
        return self.digest
