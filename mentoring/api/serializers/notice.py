"""Notices in words, for the one they were written to."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api.serializers.shown import Shown
from mentoring.api.serializers.why import HopShape, RangShape, hops
from mentoring.queries.whys import rule_of
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


class NoticeWhole(NoticeShown):
    """With the way it came to the reader, and the rule where a deadline rang."""

    path = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()

    @extend_schema_field(HopShape(many=True))
    def get_path(self, notice: Any) -> list[dict[str, str]]:
        return hops(notice.path)

    @extend_schema_field(RangShape(allow_null=True))
    def get_rule(self, notice: Any) -> dict[str, Any] | None:
        rule = rule_of(notice)
        return dict(RangShape(rule).data) if rule else None


def words_of(notice: Any) -> Words:
    """A defective notice has its general line and no body."""
    try:
        return rendering.shown(notice)
    except RenderError:
        return Words(rendering.title(notice), "", "", "", "")
