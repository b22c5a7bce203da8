"""What was said, checked, disputed and merged, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.checking import dispute_pages, invite_pages, merge_pages, queue
from actors.checking.models import Check, Dispute, Invitation, Merge, Redirect, Revision
from foundation.admin import JournaledAdmin

admin.site.register(Revision, queue.RevisionAdmin)
admin.site.register(Dispute, dispute_pages.DisputeAdmin)
admin.site.register(Merge, merge_pages.MergeAdmin)
admin.site.register(Invitation, invite_pages.InvitationAdmin)


class ReadOnlyAdmin(JournaledAdmin):
    """What is written once, or by deeds alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    list_display = ["revision", "verdict", "entered_by", "checked_by", "organisation", "checked_at", "note"]
    list_filter = ["verdict", ("checked_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["revision", "entered_by", "checked_by"]
    search_fields = ["revision__key", "organisation", "note"]
    date_hierarchy = "checked_at"
    ordering = ["-checked_at", "-pk"]


@admin.register(Redirect)
class RedirectAdmin(ReadOnlyAdmin):
    list_display = ["kind", "old_key", "new_key"]
    list_filter = ["kind"]
    search_fields = ["old_key", "new_key"]
