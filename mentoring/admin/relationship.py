"""Relationships and their offers, to look at: states change through the engine only.

What people wrote (aims, goals, reflections), how it goes and why it ended is theirs: not shown.
"""

from django.contrib import admin

from mentoring.admin.support import ReadOnlyAdmin
from mentoring.models import Agreement, Offer, Relationship


@admin.register(Relationship)
class RelationshipAdmin(ReadOnlyAdmin):
    list_display = ("mentee", "practitioner", "discipline", "programme", "state")
    list_filter = ("state", "discipline")
    list_select_related = ("mentee", "practitioner__person", "programme")
    search_fields = ("uid", "mentee__name", "practitioner__person__name")
    exclude = ("aim", "status", "status_at", "end_reason", "applied", "chain_head")


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    list_display = ("relationship", "practitioner", "rank", "offered_at", "answer", "answered_at")
    list_filter = ("answer",)
    list_select_related = ("relationship", "practitioner__person")
    search_fields = ("relationship__uid", "practitioner__person__name")
    exclude = ("reason",)


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    list_display = ("relationship", "version", "frequency_days", "ends_on", "created_at")
    list_select_related = ("relationship",)
    search_fields = ("relationship__uid",)
    exclude = ("goals",)
