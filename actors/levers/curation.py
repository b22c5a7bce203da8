"""Instruments, levers and asks in the admin."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from actors.directory.sourced_admin import Checking, FirstHandWanted, Origin, ShownOnly, SourcedAdmin
from actors.levers.models import Ask, Instrument, Lever


class LeverInline(ShownOnly, admin.TabularInline):
    model = Lever
    fields = ["scope", "actor", "kind", "concurrence", "held_by_court", "pending", "public"]
    readonly_fields: ClassVar[Any] = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("instrument", "actor", "kind", "concurrence")
        return rows.order_by("scope", "pk")


@admin.register(Instrument)
class InstrumentAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "jurisdiction", "kind", "trigger_office", "unchecked", "pending", "public"]
    list_filter = ["public", Checking, FirstHandWanted, "kind", "jurisdiction", "confidence", Origin]
    search_fields = ["key", "name_en", "name_fr", "citation", "trigger_office"]
    autocomplete_fields = ["actor"]
    inlines = [LeverInline]
    key_from = ("name_en",)
    prepopulated_fields = {"key": ["name_en"]}


@admin.register(Lever)
class LeverAdmin(SourcedAdmin):
    list_display = ["instrument", "scope", "actor", "kind", "concurrence", "held_by_court", "pending", "public"]
    list_filter = ["public", Checking, FirstHandWanted, "scope", "held_by_court", Origin]
    list_select_related = ["instrument", "actor", "kind", "concurrence"]
    search_fields = ["key", "instrument__name_en", "instrument__name_fr", "kind__title_en"]
    autocomplete_fields = ["instrument", "actor", "kind", "concurrence"]
    key_from = ("instrument", "scope", "actor", "kind")


@admin.register(Ask)
class AskAdmin(SourcedAdmin):
    list_display = ["key", "title_en", "applies_to", "instrument", "pending"]
    list_filter = [Checking, Origin, "instrument"]
    list_select_related = ["instrument"]
    search_fields = ["key", "title_en", "title_fr", "description"]
    autocomplete_fields = ["instrument", "office_kinds"]
    key_from = ("title_en",)
    prepopulated_fields = {"key": ["title_en"]}
