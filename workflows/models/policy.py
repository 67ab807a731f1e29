"""Escalation policies as rows: a code, its numbered versions, and the steps of each version."""

from django.conf import settings
from django.db import models

from workflows import policy_files
from workflows.policy import Policy

_values: dict[str, Policy] = {}


class EscalationPolicy(models.Model):
    """What is awaited under one code; `scope` is empty if shipped, else who overrides it."""

    code = models.SlugField(max_length=60)
    scope = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "scope"], name="one_policy_per_code_and_scope")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.scope}".strip()

    @property
    def level(self) -> str:
        """Who set it, by the kind of the scope; empty if it is shipped."""
        return self.scope.partition(":")[0]


class EscalationPolicyVersion(models.Model):
    """An immutable text of a policy. Deadlines keep the version they were armed with.

    A withdrawal is a version without text: from then on the next scope outwards counts again.
    """

    policy = models.ForeignKey(EscalationPolicy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    source_label = models.TextField()
    withdrawal = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    seldom = ("content", "source_label", "withdrawal", "published_at", "published_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    @property
    def value(self) -> Policy:
        """Read from the text once for each digest."""
        if self.digest not in _values:
            _values[self.digest] = policy_files.from_json(self.content)
        return _values[self.digest]


class EscalationStep(models.Model):
    """One step of a version laid out as a row, for lists; the content is the authority."""

    version = models.ForeignKey(
        EscalationPolicyVersion, on_delete=models.PROTECT, related_name="steps"
    )
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=20)
    audience = models.JSONField(default=list)
    offset = models.JSONField()

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="one_step_number_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} step {self.number}"
