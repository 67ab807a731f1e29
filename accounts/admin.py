"""Support screens for users and tokens. Passwords are set by their owners, nobody is deleted."""

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import hooks, tokens
from accounts.clock import now
from accounts.models import ApiToken, User


class OfferedFilters(admin.ModelAdmin):
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the screen offers only: whoever filters by a hidden field learns it."""
        listed = self.get_list_filter(request)
        filters = {one[0] if isinstance(one, tuple) else one for one in listed}
        return lookup.partition("__")[0] in {*filters, self.date_hierarchy}


class ExistingRows(ModelMultipleChoiceField):
    """Refuses a number too long for SQLite; Django would pass it on and fail."""

    def _check_values(self, value: Collection[Any]) -> QuerySet[Any]:
        try:
            found: QuerySet[Any] = super()._check_values(value)  # type: ignore[misc] # not in the stubs
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": max(value, key=len)},
            ) from None
        return found


@admin.register(User)
class UserAdmin(OfferedFilters):
    list_display = ["username", "display_name", "language", "time_zone", "is_active"]
    list_filter = ["is_active", "is_staff", "language", "time_zone"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    fields = [
        *("username", "display_name", "email", "language", "time_zone"),
        *("is_active", "is_staff", "groups", "uid", "last_login"),
    ]
    readonly_fields = ["uid", "last_login"]
    filter_horizontal = ["groups"]
    entered = ("is_active", "is_staff", "groups")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        kwargs["form_class"] = ExistingRows
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if set(self.entered) & set(form.changed_data):
            user = form.instance
            facts = {
                "is_active": user.is_active,
                "is_staff": user.is_staff,
                "groups": list(user.groups.order_by("pk").values_list("pk", flat=True)),
            }
            _tell(hooks.RIGHTS_CHANGED, str(user.uid), facts, user, request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


admin.site.unregister(Group)


@admin.register(Group)
class EnteredGroupAdmin(GroupAdmin):
    """What a group may do is entered by the codes of its permissions, none once it is deleted."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or "permissions" in form.changed_data:
            held = form.instance.permissions.order_by("codename")
            self._enter(request, form.instance, list(held.values_list("codename", flat=True)))

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        self._enter(request, obj, [])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        for group in queryset.order_by("pk"):
            self._enter(request, group, [])
        super().delete_queryset(request, queryset)

    def _enter(self, request: HttpRequest, group: Group, held: list[str]) -> None:
        _tell(hooks.GROUP_CHANGED, str(group.pk), {"permissions": held}, None, request)


def _tell(
    what: str, about: str, facts: dict[str, Any], user: User | None, request: HttpRequest
) -> None:
    by: Any = request.user
    hooks.tell(hooks.RightsChange(what, about, facts, user, by, now()))


@admin.register(ApiToken)
class ApiTokenAdmin(OfferedFilters):
    """Tokens are issued by `manage.py issue_token`, seen and revoked here."""

    list_display = ["name", "user", "scope", "expires_at", "last_used_at", "revoked_at"]
    list_select_related = ["user"]
    list_filter = ["scope"]
    search_fields = ["name", "user__username"]
    ordering = ["-created_at"]
    actions = ["revoke"]
    readonly_fields = [
        *("name", "user", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")
    ]

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        by: Any = request.user
        tokens.revoke_all(queryset, by=by, now=now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
