"""The admin's common ground: every deed done there is in the journal, and the journal itself can be read."""

import re
from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from foundation.history import journal
from foundation.history.models import Entry


class JournaledAdmin(admin.ModelAdmin):
    """Writes an entry for each row added, changed or deleted, in the deed's own transaction.

    Deleting many at once is not offered: Django does that outside the transaction of its log.
    """

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._journal(request, obj, "add", [])
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        fields = [str(name) for part in message if isinstance(part, dict) for name in _changed(part)]
        self._journal(request, obj, "change", fields)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._journal(request, obj, "delete", [])
        return super().log_deletions(request, queryset)

    def _journal(self, request: HttpRequest, obj: models.Model, verb: str, fields: list[str]) -> None:
        kind = obj._meta.model_name or ""
        code = str(getattr(obj, "key", "") or getattr(obj, "code", "") or obj.pk)[:80]
        # Inside the admin's own transaction; alone it would be one of its own.
        with transaction.atomic():
            journal.write(
                deed=f"{kind}.{verb}",
                by=request.user,  # type: ignore[arg-type]
                subject=(kind, code),
                now=timezone.now(),
                detail={"fields": fields} if fields else {},
            )


def _changed(part: dict[str, Any]) -> list[str]:
    """Names of fields in one part of Django's change message; of a row beside it, only what kind it is."""
    (verb, what), *_rest = part.items()
    if "object" in what:
        return [f"{verb} a row beside it"]
    # Labels may hold quotes and brackets, which the journal does not take.
    return [re.sub(r"[^\w .-]", "", str(name)) for name in what.get("fields", [])]


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """Read only: what is written stays."""

    list_display = ["at", "deed", "subject_kind", "subject_code", "actor_kind", "actor_code"]
    list_filter = ["deed", "subject_kind", "actor_kind"]
    search_fields = ["subject_code", "actor_code", "deed", "scope"]
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
