"""Organisations and their units."""

from django.contrib import admin

from mentoring.admin.support import SupportAdmin
from mentoring.models import Organisation, Unit


@admin.register(Organisation)
class OrganisationAdmin(SupportAdmin):
    list_display = ("name", "code", "kind", "zone", "calendar")
    list_filter = ("kind", "zone")
    search_fields = ("name", "code")


@admin.register(Unit)
class UnitAdmin(SupportAdmin):
    """The calendar is chosen in the portal, where what is open moves along."""

    list_display = ("name", "organisation", "parent", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("organisation", "parent")
    search_fields = ("name", "organisation__name")
    autocomplete_fields = ("organisation", "parent")
    readonly_fields = ("works_by", "calendar")
