"""Programmes, and who takes part in them."""

from django.contrib import admin

from mentoring.admin.support import ReadOnlyAdmin, SupportAdmin
from mentoring.models import Enrolment, Programme


@admin.register(Programme)
class ProgrammeAdmin(SupportAdmin):
    list_display = ("name", "code", "organisation", "discipline", "starts_on", "ends_on")
    list_filter = ("discipline",)
    list_select_related = ("organisation",)
    search_fields = ("name", "code")
    autocomplete_fields = ("organisation",)


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Read only: whoever is enrolled is also told, which the service does."""

    list_display = ("person", "programme", "role")
    list_filter = ("role",)
    list_select_related = ("person", "programme")
    search_fields = ("person__name", "programme__name")
