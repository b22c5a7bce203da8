"""Correspondents and occasion sheets in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.watch.models import Assignment, Sheet
from foundation.admin import JournaledAdmin


@admin.register(Assignment)
class AssignmentAdmin(JournaledAdmin):
    list_display = ["member", "actor"]
    list_select_related = ["member__user", "member__organisation", "actor"]
    list_filter = ["member__organisation", "actor__region"]
    search_fields = ["member__user__email", "member__user__name", "actor__name_en", "actor__key"]
    autocomplete_fields = ["actor", "member"]


@admin.register(Sheet)
class SheetAdmin(JournaledAdmin):
    """Sheets are opened and closed on the watch pages; here they are only looked at."""

    list_display = ["occasion", "coercing_state", "opened_at", "due_at", "closed_at", "opened_by"]
    list_select_related = ["occasion", "coercing_state", "opened_by"]
    date_hierarchy = "opened_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
