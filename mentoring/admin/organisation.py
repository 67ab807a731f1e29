"""Organisations and their units."""

from django.contrib import admin
from django.http import HttpRequest

from mentoring.admin.support import EnteredAdmin, SupportAdmin
from mentoring.models import Organisation, Unit
from mentoring.services.journal import What


@admin.register(Organisation)
class OrganisationAdmin(EnteredAdmin):
    """Zone and calendar are given once: what is open moves along in the portal."""

    entered = ("zone", "calendar", "escalation_ceiling", "away_limit")
    entered_as = What.ORGANISATION_CHANGED
    list_display = ("name", "code", "kind", "zone", "calendar")
    list_filter = ("kind", "zone")
    search_fields = ("name", "code")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Organisation | None = None
    ) -> tuple[str, ...]:
        return ("zone", "calendar") if obj else ()


@admin.register(Unit)
class UnitAdmin(SupportAdmin):
    """The calendar is chosen in the portal, where what is open moves along."""

    list_display = ("name", "organisation", "parent", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("organisation", "parent")
    search_fields = ("name", "organisation__name")
    autocomplete_fields = ("organisation", "parent")
    readonly_fields = ("works_by", "calendar")
