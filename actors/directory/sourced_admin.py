"""How rows with provenance behave in the admin, whatever they are."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.checking import revisions
from foundation.admin import JournaledAdmin

PROVENANCE = ("source", "source_grade", "confidence", "confidence_note", "unchecked", "note")
CAVEATS = ("caveat_en", "caveat_fr")


ABOUT = ("coercing_state", admin.RelatedOnlyFieldListFilter)
"""A filter by the state whose measures a row is about: only the few there are, not every state."""


class FirstHandWanted(admin.SimpleListFilter):
    """Rows that wait for somebody to read a first-hand source."""

    title = _("first-hand source wanted")
    parameter_name = "wanted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("row", _("the row is not public")), ("field", _("a field is unchecked")), ("any", _("either"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "row":
            return queryset.filter(public=False)
        if self.value() == "field":
            return queryset.exclude(unchecked="")
        return queryset.first_hand_wanted() if self.value() == "any" else queryset


class Origin(admin.SimpleListFilter):
    title = _("entered by")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("set", _("the data set")), ("people", _("a person"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(data_set_on__isnull=self.value() == "people") if self.value() else queryset


class SourcedAdmin(JournaledAdmin):
    """What is entered here is a new revision that waits for a second person; nobody edits a fact in place.

    The note for curators is no fact and is kept at once.
    """

    always_read_only = ("data_set_on", "public")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = tuple(super().get_readonly_fields(request, obj))
        return (*own, *self.always_read_only) if obj is None else (*own, *self.always_read_only, "key")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with transaction.atomic():
            revisions.propose(row=obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            type(obj)._default_manager.filter(pk=obj.pk).update(note=obj.note)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if not hasattr(formset.model, "fact_names"):
            super().save_formset(request, form, formset, change)
            return
        rows = formset.save(commit=False)
        with transaction.atomic():
            for row in rows:
                revisions.propose(row=row, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        formset.save_m2m()
