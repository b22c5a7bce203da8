"""Measures, people and designations in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.directory.sourced_admin import ABOUT, FirstHandWanted, Origin, SourcedAdmin
from actors.sanctions.models import Designation, Measure, Person


class DesignationInline(admin.TabularInline):
    model = Designation
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ["key", "coercing_state", "on", "role", "status", "public"]
    readonly_fields = ["key", "coercing_state", "on", "role", "status", "public"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Measure)
class MeasureAdmin(SourcedAdmin):
    list_display = ["key", "coercing_state", "name", "on", "taken_by", "confidence", "source_grade", "public"]
    list_filter = ["public", FirstHandWanted, ABOUT, "confidence", "source_grade", Origin]
    list_select_related = ["coercing_state"]
    search_fields = ["key", "name", "taken_by"]
    autocomplete_fields = ["coercing_state"]
    date_hierarchy = "on"


@admin.register(Person)
class PersonAdmin(SourcedAdmin):
    list_display = ["name", "kind", "home_state", "confidence", "unchecked", "public"]
    list_filter = ["public", FirstHandWanted, "kind", Origin]
    list_select_related = ["home_state"]
    search_fields = ["key", "name", "aliases", "home_state__name_en"]
    autocomplete_fields = ["home_state"]
    inlines = [DesignationInline]


@admin.register(Designation)
class DesignationAdmin(SourcedAdmin):
    list_display = ["person", "coercing_state", "on", "role", "status", "status_as_of", "unchecked", "public"]
    list_filter = ["public", FirstHandWanted, ABOUT, "role_category", "confidence", Origin]
    list_select_related = ["person", "coercing_state"]
    search_fields = ["key", "person__name", "person__aliases", "measure_text", "role"]
    autocomplete_fields = ["person", "coercing_state", "measure"]
    date_hierarchy = "on"
