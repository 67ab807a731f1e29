"""Matters for the coordinator as the API shows them."""

from typing import Any

from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.machines.matter import MatterState
from mentoring.machines.reasons import MatterDecision
from mentoring.notices import matters
from mentoring.vocabulary import Concern


class MatterShown(Moving):
    """A line of a list. `about` is the whole matter in a sentence; `pair` a relationship's uid."""

    resource = "matter"

    uid = serializers.UUIDField(read_only=True)
    organisation = Ref(read_only=True)
    concern = serializers.ChoiceField(choices=Concern.choices, read_only=True)
    about = serializers.SerializerMethodField()
    person = Ref(read_only=True)
    pair = serializers.UUIDField(source="pair.uid", read_only=True, allow_null=True, default=None)
    since = serializers.DateField(read_only=True)
    until = serializers.DateField(read_only=True, allow_null=True)
    decree = serializers.CharField(source="move.decree", read_only=True, default="")
    decision = serializers.ChoiceField(
        choices=MatterDecision.choices, read_only=True, allow_blank=True
    )
    state = serializers.ChoiceField(choices=MatterState.choices, read_only=True)
    version = serializers.IntegerField(read_only=True)

    def get_about(self, row: Any) -> str:
        return matters.title(row)


class MatterItem(MatterShown, ToDo):
    """One matter with what may be done and what happens if nobody acts."""
