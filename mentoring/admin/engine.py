"""The engine's own state: its heartbeat, and the button that releases a hold of the storm guard."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.admin.support import ReadOnlyAdmin
from workflows import storm
from workflows.models import EngineState
from workflows.now import database_time


@admin.register(EngineState)
class EngineStateAdmin(ReadOnlyAdmin):
    list_display = ("id", "last_sweep_at", "watermark", "held_reason", "release_until")
    actions = ("release",)

    def has_release_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("workflows.change_enginestate")

    @admin.action(
        description=gettext_lazy("Release the hold: believe the clock"), permissions=["release"]
    )
    def release(self, request: HttpRequest, queryset: QuerySet[EngineState]) -> None:
        if storm.release(database_time()):
            messages.success(request, _("Released for an hour; the sweep goes on by itself."))
        else:
            messages.info(request, _("Nothing is held."))
