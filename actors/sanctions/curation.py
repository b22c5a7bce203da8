"""Measures, the people under them, designations and effects in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.checking.merge_pages import merge_two
from actors.directory.curation_offices import TermOfPersonInline
from actors.directory.sourced_admin import ABOUT, AddOnly, Checking, FirstHandWanted, Origin, SourcedAdmin
from actors.sanctions.models import Designation, Effect, Measure, Person


class DesignationInline(AddOnly, admin.TabularInline):
    model = Designation
    autocomplete_fields = ["coercing_state", "measure"]
    fields = ["key", "coercing_state", "measure", "measure_text", "on", "until_on", "role", "role_category", "pending"]
    readonly_fields = ["pending"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("coercing_state", "measure__coercing_state", "person")
        return rows.order_by("on", "pk")


class EffectInline(AddOnly, admin.TabularInline):
    model = Effect
    autocomplete_fields = ["coercing_state"]
    fields = ["key", "coercing_state", "kind", "on", "speaker", "quote", "source", "pending"]
    readonly_fields = ["pending"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("coercing_state").order_by("on", "pk")


@admin.register(Measure)
class MeasureAdmin(SourcedAdmin):
    list_display = [
        *("key", "coercing_state", "name", "kind", "on", "until_on", "confidence", "source_grade", "pending", "public"),
    ]
    list_filter = ["public", Checking, FirstHandWanted, ABOUT, "kind", "confidence", "source_grade", Origin]
    list_select_related = ["coercing_state"]
    search_fields = ["key", "name", "name_fr", "taken_by"]
    autocomplete_fields = ["coercing_state"]
    date_hierarchy = "on"
    key_from = ("coercing_state", "name")


@admin.register(Person)
class PersonAdmin(SourcedAdmin):
    actions = [merge_two]
    list_display = ["name", "kind", "home_state", "confidence", "unchecked", "pending", "public"]
    list_filter = ["public", Checking, FirstHandWanted, "kind", Origin]
    list_select_related = ["home_state"]
    search_fields = ["key", "name", "aliases", "names", "home_state__name_en"]
    autocomplete_fields = ["home_state"]
    inlines = [TermOfPersonInline, DesignationInline, EffectInline]
    key_from = ("name",)
    prepopulated_fields = {"key": ["name"]}
    ordering = ["name"]


@admin.register(Designation)
class DesignationAdmin(SourcedAdmin):
    list_display = [
        *("person", "coercing_state", "on", "until_on", "role", "status", "status_as_of", "unchecked", "pending"),
        "public",
    ]
    list_filter = ["public", Checking, FirstHandWanted, ABOUT, "role_category", "confidence", Origin]
    list_select_related = ["person", "coercing_state"]
    search_fields = ["key", "person__name", "person__aliases", "measure_text", "role"]
    autocomplete_fields = ["person", "coercing_state", "measure"]
    date_hierarchy = "on"
    key_from = ("person", "coercing_state", "on")


@admin.register(Effect)
class EffectAdmin(SourcedAdmin):
    list_display = ["key", "person", "coercing_state", "kind", "on", "speaker", "source_grade", "pending", "public"]
    list_filter = ["public", Checking, FirstHandWanted, ABOUT, "kind", "confidence", Origin]
    list_select_related = ["person", "coercing_state"]
    search_fields = ["key", "person__name", "speaker", "quote"]
    autocomplete_fields = ["person", "coercing_state", "measure"]
    date_hierarchy = "on"
    key_from = ("person", "coercing_state", "kind")
