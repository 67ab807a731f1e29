"""What every support screen shares: rows are looked up by what is shown, corrected, not deleted."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.http import HttpRequest

from mentoring.services import rights
from mentoring.services.journal import What
from workflows.now import now

LARGEST_KEY = 2**63 - 1


class Picker(AutocompleteSelect):
    """Shows nothing for what cannot be a key; Django's own would fail on it."""

    def optgroups(
        self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None
    ) -> Any:
        sound = [one for one in value if not one or _is_key(str(one))]
        return super().optgroups(name, sound, attrs)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_KEY


class SupportAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the screen offers only: whoever filters by a hidden field learns it."""
        listed = self.get_list_filter(request)
        filters = {one[0] if isinstance(one, tuple) else one for one in listed}
        return lookup.partition("__")[0] in {*filters, self.date_hierarchy}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", Picker(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)


class EnteredAdmin(SupportAdmin):
    """Of rows that say who may what: a change of `entered` is in the journal, or is not made."""

    entered: ClassVar[tuple[str, ...]]
    entered_as: ClassVar[What]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or set(self.entered) & set(form.changed_data):
            by: Any = request.user
            rights.enter_row(obj, self.entered, self.entered_as, by=by, now=now())


class ReadOnlyAdmin(SupportAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
