"""Rotations of officials: published as a whole, in effect move by move on the day of each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.models.organisation import Organisation, Unit
from mentoring.models.person import Person


class Rotation(models.Model):
    """One file of moves that was published, and in whose name; the same file is so only once."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rotations")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="one_rotation_per_file")
        ]

    def __str__(self) -> str:
        return self.name


class RotationMove(models.Model):
    """What a decree changes for a person; what is empty stays. With `leaves_for` nothing does.

    `effective_on` is the decree's day, `due_on` the one it takes effect here: never before it was
    published. What is to be decided then is a `Matter`.
    """

    rotation = models.ForeignKey(Rotation, models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="moves")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.CharField(max_length=200, blank=True)
    leads = models.BooleanField(default=False)
    superior = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ends_line = models.BooleanField(default=False)
    leaves_for = models.CharField(max_length=200, blank=True)
    effective_on = models.DateField()
    due_on = models.DateField()
    decree = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rotation", "number"], name="one_move_per_row"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(done_at=None), name="one_waiting_move_per_person"
            ),
            models.CheckConstraint(
                condition=Q(superior=None) | Q(ends_line=False), name="a_line_ends_or_goes_on"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("effective_on")), name="no_move_is_due_too_early"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="moves_that_wait")
        ]

    def __str__(self) -> str:
        return f"{self.decree} {self.number}"
