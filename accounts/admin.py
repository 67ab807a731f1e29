"""Support screen for users. Passwords are set by their owners, nobody is ever deleted."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
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

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
