"""Shapes of what is shown: a field is there if the permission table shows it to the reader."""

from typing import Any, ClassVar

from rest_framework import serializers

from mentoring import permissions
from mentoring.queries.access import held


class Ref(serializers.Serializer[Any]):
    """Something else, by its uid and what it is called."""

    uid = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True, source="__str__")


class Shown(serializers.Serializer[Any]):
    """A row that came with the reader's relations; `own` are fields no table needs to allow."""

    resource: ClassVar[str]
    own: ClassVar[frozenset[str]] = frozenset()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        seen = self.own | permissions.fields(self.resource, held(instance, self.resource))
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in seen:
                value = field.get_attribute(instance)
                found[name] = None if value is None else field.to_representation(value)
        return found
