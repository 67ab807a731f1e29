"""Notices in words, for the one they were written to."""

from typing import Any

from rest_framework import serializers

from mentoring.api.serializers.shown import Shown
from notifications import rendering
from notifications.errors import RenderError
from notifications.rendering import Words


class NoticeShown(Shown):
    """Something the reader was told, in their language."""

    resource = "notice"

    id = serializers.UUIDField(read_only=True)
    kind = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True, source="words.subject")
    body = serializers.CharField(read_only=True, source="words.body")
    action = serializers.CharField(read_only=True, source="words.action")
    why = serializers.CharField(read_only=True, source="words.why")
    created_at = serializers.DateTimeField(read_only=True)
    read_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        instance.words = words_of(instance)
        return super().to_representation(instance)


def words_of(notice: Any) -> Words:
    """A defective notice has its general line and no body."""
    try:
        return rendering.shown(notice)
    except RenderError:
        return Words(rendering.title(notice), "", "", "", "")
