"""The engine's own state: one row with its clock, its heartbeat and its hold."""

from django.db import models


class EngineState(models.Model):
    """Exactly one row (id 1).

    `offset_seconds` moves the clock where settings honour it; `watermark` is the latest time any
    sweep has seen; `held_reason` is not empty while the storm guard holds the sweep. `policies`
    is another value after each change of any escalation policy; `audited_at` is when everything
    was last examined, by the database's own time. `audits` holds what the last audit of what is
    open and the last one of everything said: when, how long it took, faults, codes, figures.
    """

    offset_seconds = models.BigIntegerField(default=0)
    watermark = models.DateTimeField(null=True)
    last_sweep_at = models.DateTimeField(null=True)
    held_reason = models.CharField(max_length=200, blank=True)
    release_until = models.DateTimeField(null=True)
    policies = models.UUIDField(null=True)
    audited_at = models.DateTimeField(null=True)
    audits = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_engine_state")]

    def __str__(self) -> str:
        return self.held_reason or "running"
