"""People and what belongs to them. A NIP is shown masked and searched for by nobody."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from mentoring.admin.support import EnteredAdmin, ReadOnlyAdmin, SupportAdmin
from mentoring.models import (
    Absence,
    Appointment,
    Assignment,
    Person,
    Practitioner,
    Qualification,
    ReportingLine,
)
from mentoring.services import people, rights
from mentoring.services.journal import What
from workflows.now import now


@admin.register(Person)
class PersonAdmin(SupportAdmin):
    """People come in by a roster; here they are corrected, which their user follows."""

    list_display = ("display_name", "masked_nip", "kind", "organisation", "unit")
    list_filter = ("kind",)
    list_select_related = ("organisation", "unit")
    search_fields = ("name", "user__email")
    readonly_fields = ("masked_nip", "user", "organisation")
    exclude = ("nip", "restricted_until")
    autocomplete_fields = ("unit",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Person, form: "forms.ModelForm[Person]", change: bool
    ) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        people.amend(obj, now=now(), **changed)


class OfPersonAdmin(SupportAdmin):
    list_select_related: ClassVar[tuple[str, ...]] = ("person",)
    search_fields = ("person__name",)
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("person",)


@admin.register(Assignment)
class AssignmentAdmin(EnteredAdmin, OfPersonAdmin):
    entered = rights.POST
    entered_as = What.POST_CHANGED
    list_display = ("person", "title", "unit", "is_head", "acting", "valid_from", "valid_to")
    list_select_related = ("person", "unit")
    autocomplete_fields = ("person", "unit", "acting_for")


@admin.register(Absence)
class AbsenceAdmin(OfPersonAdmin):
    list_display = ("person", "starts_on", "ends_on")


@admin.register(Qualification)
class QualificationAdmin(EnteredAdmin, OfPersonAdmin):
    entered = ("person", "discipline", "obtained_on", "valid_to")
    entered_as = What.QUALIFICATION_CHANGED
    list_display = ("person", "discipline", "name", "provider", "obtained_on", "valid_to")
    list_filter = ("discipline",)


@admin.register(Practitioner)
class PractitionerAdmin(OfPersonAdmin):
    list_display = ("person", "capacity", "active")
    readonly_fields = ("active",)


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    """Read only: a head of service appoints, or `manage.py appoint`; both are in the journal."""

    list_display = ("person", "role", "organisation", "programme", "valid_from", "valid_to")
    list_select_related = ("person", "organisation", "programme")
    search_fields = ("person__name",)


@admin.register(ReportingLine)
class ReportingLineAdmin(ReadOnlyAdmin):
    """Read only: a line is replaced through the service, which keeps lines from overlapping."""

    list_display = ("person", "superior", "kind", "valid_from", "valid_to")
    list_select_related = ("person", "superior")
    search_fields = ("person__name", "superior__name")
