"""Instruments, levers and asks in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.directory.sourced_admin import FirstHandWanted, Origin, SourcedAdmin
from actors.levers.models import Ask, Instrument, Lever


class LeverInline(admin.TabularInline):
    model = Lever
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ["scope", "actor", "kind", "concurrence", "held_by_court", "public"]
    readonly_fields = ["scope", "actor", "kind", "concurrence", "held_by_court", "public"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Instrument)
class InstrumentAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "jurisdiction", "kind", "trigger_office", "unchecked", "public"]
    list_filter = ["public", FirstHandWanted, "kind", "jurisdiction", "confidence", Origin]
    search_fields = ["key", "name_en", "name_fr", "citation", "trigger_office"]
    autocomplete_fields = ["actor"]
    inlines = [LeverInline]


@admin.register(Lever)
class LeverAdmin(SourcedAdmin):
    list_display = ["instrument", "scope", "actor", "kind", "concurrence", "held_by_court", "public"]
    list_filter = ["public", FirstHandWanted, "scope", "held_by_court", Origin]
    list_select_related = ["instrument", "actor", "kind", "concurrence"]
    search_fields = ["key", "instrument__name_en", "instrument__name_fr", "kind__title_en"]
    autocomplete_fields = ["instrument", "actor", "kind", "concurrence"]


@admin.register(Ask)
class AskAdmin(SourcedAdmin):
    list_display = ["key", "title_en", "applies_to", "instrument"]
    list_filter = [Origin, "instrument"]
    list_select_related = ["instrument"]
    search_fields = ["key", "title_en", "title_fr", "description"]
    autocomplete_fields = ["instrument", "office_kinds"]
