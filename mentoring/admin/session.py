"""Sessions and bookings, to look at. Notes have no screen; places, links, reasons are not shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from mentoring.admin.support import ReadOnlyAdmin
from mentoring.models import Booking, Session


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ("mentee", "practitioner", "starts_at", "ends_at", "zone", "mode", "state")
    list_filter = ("state", "mode")
    list_select_related = ("mentee", "practitioner__person")
    search_fields = ("uid", "mentee__name", "practitioner__person__name")
    exclude = ("place", "link", "cancelled_reason", "chain_head")


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    list_display = ("person", "starts", "ends", "released_at")
    list_select_related = ("person",)
    search_fields = ("person__name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        """Not what a counsellor keeps for a case."""
        return super().get_queryset(request).exclude(session=None)
