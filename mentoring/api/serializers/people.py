"""People, units and programmes as the API shows them, and the reader themselves."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import TimeZone
from mentoring.api.serializers.shown import Ref, Shown
from mentoring.permissions import Hat
from mentoring.vocabulary import Discipline, MentorAsSuperior, PersonKind, PositionLevel, UnitKind


class PersonShown(Shown):
    """Somebody the reader has to do with; the NIP is always masked."""

    resource = "person"

    uid = serializers.UUIDField(read_only=True)
    display_name = serializers.CharField(read_only=True)
    organisation = Ref(read_only=True)
    unit = Ref(read_only=True)
    position = serializers.CharField(read_only=True)
    level = serializers.ChoiceField(choices=PositionLevel.choices, read_only=True, allow_blank=True)
    kind = serializers.ChoiceField(choices=PersonKind.choices, read_only=True)
    masked_nip = serializers.CharField(read_only=True)
    email = serializers.CharField(read_only=True, source="user.email")
    phone = serializers.CharField(read_only=True)
    language = serializers.ChoiceField(choices=["id", "en"], read_only=True, source="user.language")
    zone = serializers.ChoiceField(
        choices=TimeZone.choices, read_only=True, source="user.time_zone"
    )
    away_until = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_away_until(self, row: Any) -> str | None:
        """The last day, if they are away today."""
        day: date | None = self.context["away"].get(row.pk)
        return day.isoformat() if day else None


class PractitionerShown(Shown):
    """A mentor or coach who can be named or offered."""

    resource = "practitioner"

    uid = serializers.UUIDField(read_only=True)
    person = Ref(read_only=True)
    disciplines = serializers.SerializerMethodField()
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    capacity = serializers.IntegerField(read_only=True)
    active = serializers.IntegerField(read_only=True)
    has_room = serializers.SerializerMethodField()
    code_of_conduct_version = serializers.CharField(read_only=True)

    def get_disciplines(self, row: Any) -> list[str]:
        return sorted({one.discipline for one in row.person.held_qualifications})

    def get_has_room(self, row: Any) -> bool:
        return bool(row.active < row.capacity)


class UnitShown(Shown):
    """A part of an organisation."""

    resource = "unit"

    uid = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=UnitKind.choices, read_only=True)
    parent = Ref(read_only=True, allow_null=True)
    organisation = Ref(read_only=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)


class ProgrammeShown(Shown):
    """A cohort in a period."""

    resource = "programme"

    uid = serializers.UUIDField(read_only=True)
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    organisation = Ref(read_only=True)
    discipline = serializers.ChoiceField(choices=Discipline.choices, read_only=True)
    starts_on = serializers.DateField(read_only=True)
    ends_on = serializers.DateField(read_only=True)
    mentor_as_superior = serializers.ChoiceField(choices=MentorAsSuperior.choices, read_only=True)
    rules_version = serializers.IntegerField(read_only=True)


class MeShape(serializers.Serializer[Any]):
    """The reader: what they are called, how they are spoken to, what they are here."""

    uid = serializers.UUIDField()
    name = serializers.CharField(source="display_name")
    language = serializers.ChoiceField(choices=["id", "en"])
    time_zone = serializers.ChoiceField(choices=TimeZone.choices)
    person = serializers.UUIDField(allow_null=True)
    hats = serializers.ListField(child=serializers.ChoiceField(choices=[hat.value for hat in Hat]))
