"""Support's view: notices and copies to look at, incidents to retry; never a mail's words.

What is class C is not listed at all: even that a notice exists would tell.
"""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import incidents
from notifications.kinds import Disclosure
from notifications.models import Delivery, Incident, Notice
from notifications.recipient import Recipient

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # generic for the type checker only


def clock_now() -> datetime:
    """An edge reads the clock; settings.NOTIFICATIONS_CLOCK names it, this package has none."""
    clock = getattr(settings, "NOTIFICATIONS_CLOCK", "django.utils.timezone.now")
    now: datetime = import_string(clock)()
    return now


class ReadOnly(ModelAdmin):
    """Lists and shows the named columns, changes nothing."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the screen offers only: whoever filters by a hidden field learns it."""
        listed = self.get_list_filter(request)
        filters = {one[0] if isinstance(one, tuple) else one for one in listed}
        return lookup.partition("__")[0] in {*filters, self.date_hierarchy}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    fields = (
        "kind", "recipient", "disclosure", "created_at", "read_at", "copies", "not_sent", "cause",
    )  # fmt: skip
    list_display = ("created_at", "kind", "recipient", "copies", "not_sent")
    list_filter = ("kind", "disclosure")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Notice]:
        return super().get_queryset(request).filter(disclosure=Disclosure.A)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    fields = (
        "notice", "channel", "state", "reason", "due_at", "next_attempt_at", "expires_at",
        "sent_at", "stopped_at", "attempts", "possible_duplicate", "in_flight_since", "message_id",
        "error_code", "error_text",
    )  # fmt: skip
    list_display = ("due_at", "channel", "state", "attempts", "possible_duplicate", "error_code")
    list_filter = ("state", "channel", "error_code")
    search_fields = ("=message_id",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Delivery]:
        return super().get_queryset(request).filter(notice__disclosure=Disclosure.A)


@admin.register(Incident)
class IncidentAdmin(ReadOnly):
    fields = (
        "uid", "kind", "reason", "opened_at", "closed_at", "closed_by", "resolution",
        "resolution_reason",
    )  # fmt: skip
    list_display = ("opened_at", "kind", "reason", "closed_at", "resolution")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "kind", "reason")
    actions = ("retry",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_incident")

    @admin.action(description=gettext_lazy("Try again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[Incident]) -> None:
        now, tried = clock_now(), 0
        for incident in queryset.filter(closed_at=None, delivery__isnull=False):
            with suppress(incidents.AlreadyClosed):
                incidents.retry(incident, by=cast("Recipient", request.user), now=now)
                tried += 1
        messages.success(request, _("%(count)d to be tried again.") % {"count": tried})
