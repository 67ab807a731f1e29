"""Escalation policies as they are read and set: their content, a dry run, what is open, a file."""

from typing import Any

from rest_framework import serializers

from mentoring.api.serializers.strict import Strict, Uid
from mentoring.api.serializers.why import RuleShape


class PolicyShape(RuleShape):
    """The version that counts for whatever begins now; `content` is as in a YAML file."""

    deadline = serializers.CharField()
    content = serializers.DictField()


class NoBody(Strict):
    """Nothing is asked for."""


class PoliciesShape(serializers.Serializer[Any]):
    """All of a place; `yaml` is the same as a file, to be edited and sent in again."""

    results = PolicyShape(many=True)
    yaml = serializers.CharField()


class FileBody(Strict):
    """A file of policies; without `preview: false` nothing is published, and then all or none."""

    yaml = serializers.CharField(max_length=200_000)
    preview = serializers.BooleanField(required=False, default=True)


class VerdictShape(serializers.Serializer[Any]):
    """What becomes of one policy of a file."""

    code = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["new", "unchanged", "unfit"])
    faults = serializers.ListField(child=serializers.CharField())


class FileShape(serializers.Serializer[Any]):
    preview = serializers.BooleanField()
    published = serializers.BooleanField()
    results = VerdictShape(many=True)


class PolicyBody(Strict):
    """`content` as in a file. Without `preview: false` it is only tried on the last quarter.

    `seen` is the `seen` of that dry run; who publishes without having looked sends
    `unseen: true`.
    """

    content = serializers.DictField()
    preview = serializers.BooleanField(required=False, default=True)
    seen = serializers.CharField(required=False, default="", allow_blank=True, max_length=64)
    unseen = serializers.BooleanField(required=False, default=False)


class TallyShape(serializers.Serializer[Any]):
    reminders = serializers.IntegerField()
    overdue = serializers.IntegerField()
    by_rule = serializers.IntegerField()
    late = serializers.IntegerField()


class DayShape(serializers.Serializer[Any]):
    """What one person would have been told on one day, and how many notices there really were."""

    day = serializers.DateField()
    name = serializers.CharField()
    reminders = serializers.IntegerField()
    overdue = serializers.IntegerField()
    did = serializers.IntegerField()


class DryRunShape(serializers.Serializer[Any]):
    """What it would have done in the period, beside what was done; people on their fullest day."""

    since = serializers.DateTimeField(source="period.since")
    until = serializers.DateTimeField(source="period.until")
    there_were = serializers.IntegerField()
    looked_at = serializers.IntegerField()
    would = TallyShape()
    did = TallyShape()
    steps = serializers.ListField(child=serializers.IntegerField())
    would_at_most = serializers.IntegerField()
    did_at_most = serializers.IntegerField()
    days = DayShape(many=True)


class PublishedShape(serializers.Serializer[Any]):
    """`dry_run` and `seen` where it was only tried; else the version that counts from now on."""

    published = serializers.BooleanField()
    version = serializers.IntegerField(allow_null=True)
    seen = serializers.CharField()
    dry_run = DryRunShape(allow_null=True)


class MovingShape(serializers.Serializer[Any]):
    """An open deadline: its due time now and by the version that counts, what rings at once."""

    deadline = serializers.CharField(source="row.name")
    due_from = serializers.DateTimeField(source="row.due_at")
    due_to = serializers.DateTimeField(source="due_at")
    at_once = serializers.IntegerField()


class MoveShape(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    version = serializers.IntegerField(source="version.number")
    at = serializers.DateTimeField()
    number = serializers.IntegerField()
    undone_at = serializers.DateTimeField(allow_null=True)


class OpenShape(serializers.Serializer[Any]):
    """What is open and keeps an earlier version, at most 500 of them, and the last moves."""

    version = serializers.CharField(help_text="Send it back as `to`.")
    total = serializers.IntegerField()
    results = MovingShape(many=True)
    moves = MoveShape(many=True)


class OpenBody(Strict):
    """`to` moves up to 500 of what is open to that version; `undo` takes a move back."""

    to = serializers.CharField(required=False, max_length=120)
    undo = Uid(required=False)


class MovedShape(serializers.Serializer[Any]):
    """How many were moved or put back, by which act, and how many are left."""

    act = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField()
    left = serializers.IntegerField()
