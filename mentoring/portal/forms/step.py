"""The form of any transition: its own inputs, with the controls a phone has for them."""

from collections.abc import Mapping, Sequence, Set
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mentoring.machines.file_codes import FileKind
from mentoring.machines.inputs import File
from mentoring.portal.forms.sent_file import SentFile
from mentoring.services import uploads
from workflows.inputs import FreeText
from workflows.machine import Transition

Choices = Sequence[tuple[str, str]]

FEW = 7  # so many choices are laid open, more are folded into a list


def step_form(
    declared: Transition,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    *,
    choices: Mapping[str, Choices] | None = None,
    initial: Mapping[str, Any] | None = None,
    moot: Set[str] = frozenset(),
) -> forms.Form:
    """Unbound without data. `choices` offers values for inputs that are keys of something.

    What is `moot` is not asked for.
    """
    offered = choices or {}
    fields = {
        name: _shown(deepcopy(field), offered.get(name))
        for name, field in declared.inputs.items()
        if name not in moot
    }
    made: type[forms.Form] = type("StepForm", (forms.Form,), fields)
    return made(data, files, initial=dict(initial or {}))


def given(declared: Transition, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed in for the transition's own inputs, and nothing else."""
    return {name: data[name] for name in declared.inputs if name in data}


def _taken(field: File) -> str:
    kinds = ", ".join(str(FileKind(kind).label) for kind in field.kinds)
    most = {"kinds": kinds, "most": uploads.limit() // 1_000_000}
    return _("%(kinds)s, at most %(most)s MB.") % most


def _shown(field: forms.Field, choices: Choices | None) -> forms.Field:
    if choices is not None:
        return forms.ChoiceField(label=field.label, choices=choices, widget=forms.RadioSelect)
    match field:
        case File():
            accept = ",".join(FileKind(kind).content_type for kind in field.kinds)
            return SentFile(accept=accept, label=field.label, help_text=_taken(field))
        case forms.ChoiceField():
            plain: Any = field.choices
            open_to = [(value, label) for value, label in plain if value]
            many = len(open_to) + (not field.required) > FEW
            folded = forms.Select if many else forms.RadioSelect
            # Nothing is chosen beforehand.
            blank = [] if field.required and not many else [("", "—")]
            listed = [*blank, *open_to]
            return forms.ChoiceField(
                label=field.label, choices=listed, required=field.required, widget=folded
            )
        case forms.DateTimeField():
            field.widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        case forms.DateField():
            field.widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        case FreeText() if (field.max_length or 0) <= 500:
            field.widget = forms.TextInput()
        case _plain:
            pass
    if isinstance(field, forms.CharField) and field.max_length:
        field.widget.attrs["maxlength"] = str(field.max_length)
    return field
