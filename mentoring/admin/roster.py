"""Imports with the verdict on each row, and slips; all of it to be read only."""

from django.contrib import admin

from mentoring.admin.support import ReadOnlyAdmin
from mentoring.models import RosterImport, RosterRow, Slip


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnlyAdmin):
    list_display = ("uid", "programme", "started_at", "finished_at", "by")
    list_select_related = ("programme", "by")


@admin.register(RosterRow)
class RosterRowAdmin(ReadOnlyAdmin):
    list_display = ("number", "roster_import", "verdict", "person")
    list_filter = ("verdict",)
    list_select_related = ("roster_import", "person")


@admin.register(Slip)
class SlipAdmin(ReadOnlyAdmin):
    list_display = ("person", "programme", "created_at", "printed_at")
    list_select_related = ("person", "programme")
    search_fields = ("person__name",)
