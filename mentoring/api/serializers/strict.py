"""Bodies as they are read: typed, and without any field that is not asked for."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from mentoring.api.errors import ANY_REMEDY, REMEDIES, Fault, Problem, faults
from mentoring.machines.inputs import File

UNKNOWN = _("There is no such field here.")
NOT_RIGHT = _("Some of what was entered is not right.")
ONE_OF = _("Give one of: %(values)s.")


PASSWORD = "password"  # noqa: S105 the name of a field

# What REST framework itself says, and has no Indonesian for: our catalogue speaks for it.
IN_ITS_WORDS = (
    _("Must be a valid UUID."),
    _("Must be a valid boolean."),
    _("Not a valid string."),
    _("The submitted data was not a file. Check the encoding type on the form."),
    _('Expected a list of items but got type "{input_type}".'),
)


class Uid(serializers.UUIDField):
    """A uid as it is written; REST framework would also make one of any number."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: uuid.UUID = super().to_internal_value(data)
        return found


class Strict(serializers.Serializer[Any]):
    """A body; what it does not declare cannot be set through it."""


def checked(shape: type[Strict], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a body; raises a Problem that names each wrong field and its remedy."""
    serializer = shape(data=data)
    unknown = [name for name in data if name not in serializer.fields]
    found = [Fault(str(name)[:60], UNKNOWN, REMEDIES["unknown"]) for name in unknown]
    if not serializer.is_valid():
        found += _faults(serializer)
    if found:
        raise Problem(400, "invalid_input", NOT_RIGHT, found)
    return dict(serializer.validated_data)


def _faults(serializer: Strict) -> Iterable[Fault]:
    errors: Any = serializers.ValidationError(serializer.errors).get_full_details()
    for fault in faults(errors):
        field = serializer.fields.get(fault.field)
        if isinstance(field, serializers.ChoiceField) and fault.remedy in {
            ANY_REMEDY,
            REMEDIES["invalid_choice"],
        }:
            values = ", ".join(str(value) for value in field.choices if value)
            yield Fault(fault.field, fault.message, ONE_OF % {"values": values})
        else:
            yield fault


def valid(act: Callable[[], Any]) -> None:
    """Do it; what a service finds wrong with a field is named like a wrong field of a body."""
    try:
        act()
    except ValidationError as refused:
        found = [
            Fault(name, " ".join(said), ANY_REMEDY) for name, said in refused.message_dict.items()
        ]
        raise Problem(400, "invalid_input", NOT_RIGHT, found) from None


def body_of(
    name: str, inputs: Mapping[str, forms.Field], *, confirmed: bool = False
) -> type[Strict]:
    """A body with the inputs of a transition, and the password of who has to confirm it."""
    fields = {key: field_of(field) for key, field in inputs.items()}
    if confirmed:
        fields[PASSWORD] = serializers.CharField(max_length=256, trim_whitespace=False)
    return type(name, (Strict,), fields)


# What is read alike whatever else the field says, the narrower kind first.
_ALIKE: Mapping[type[forms.Field], type[serializers.Field[Any, Any, Any, Any]]] = {
    File: serializers.FileField,
    forms.UUIDField: Uid,
    forms.DateTimeField: serializers.DateTimeField,
    forms.DateField: serializers.DateField,
    forms.BooleanField: serializers.BooleanField,
}


def field_of(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """The same field as the API reads it."""
    options: dict[str, Any] = {"required": field.required, "label": field.label}
    for kind, shape in _ALIKE.items():
        if isinstance(field, kind):
            return shape(**options)
    match field:
        case forms.ChoiceField():
            choices = [(value, label) for value, label in field.choices if value]  # type: ignore[union-attr, misc] # always a list here
            return serializers.ChoiceField(
                choices=choices, allow_blank=not field.required, **options
            )
        case forms.IntegerField():
            return _number(field, options)
        case forms.CharField():
            return serializers.CharField(
                max_length=field.max_length, allow_blank=not field.required, **options
            )
    raise TypeError(f"the API cannot read a {type(field).__name__}")


def _number(field: forms.IntegerField, options: Mapping[str, Any]) -> serializers.IntegerField:
    limits: dict[str, Any] = {"min_value": field.min_value, "max_value": field.max_value}
    given = {name: value for name, value in limits.items() if value is not None}
    return serializers.IntegerField(allow_null=not field.required, **given, **options)
