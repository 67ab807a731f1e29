"""What every support screen shares: rows are looked up and corrected, never deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class SupportAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(SupportAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
