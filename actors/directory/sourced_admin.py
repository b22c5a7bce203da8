"""How rows with provenance behave in the admin, whatever they are."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
    """Facts of the data set are read here, not edited: a correction is a row of its own.

    What people enter is kept unchecked, and no public page shows it.
    """

    editable_in_data_set: tuple[str, ...] = ()
    always_read_only = ("data_set_on", "public")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = tuple(super().get_readonly_fields(request, obj))
        if obj is None or obj.data_set_on is None:
            return (*own, *self.always_read_only)
        fields = [item.name for item in (*obj._meta.fields, *obj._meta.many_to_many) if item.editable]
        shut = [name for name in fields if name not in self.editable_in_data_set and name != "id"]
        return tuple(dict.fromkeys((*own, *self.always_read_only, *shut)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.data_set_on is not None:
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.changed_data:
            # From now on it is a person's row, and the loader leaves it alone.
            obj.data_set_on = None
        super().save_model(request, obj, form, change)
