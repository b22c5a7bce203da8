"""Positions, the scale, occasions and looks in the admin."""

from django.contrib import admin

from actors.directory.sourced_admin import ABOUT, FirstHandWanted, Origin, SourcedAdmin
from actors.positions.models import Look, Occasion, Position, StanceStep
from foundation.admin import JournaledAdmin


@admin.register(Position)
class PositionAdmin(SourcedAdmin):
    list_display = [
        *("on", "actor", "signatories", "stance", "coercing_state", "speaker", "confidence", "source_grade"),
        *("unchecked", "public"),
    ]
    list_display_links = ["on", "actor"]
    list_filter = [
        *("public", FirstHandWanted, ABOUT, "stance", "confidence", "source_grade", "binds_members"),
        *("actor__kind", "actor__region", Origin),
    ]
    list_select_related = ["actor", "signatories", "stance", "coercing_state"]
    search_fields = ["key", "actor__name_en", "actor__name_fr", "actor_as_named", "speaker", "quote", "source"]
    autocomplete_fields = ["actor", "signatories", "coercing_state", "measure", "stance", "retracts"]
    date_hierarchy = "on"
    ordering = ["-on", "key"]


@admin.register(StanceStep)
class StanceStepAdmin(JournaledAdmin):
    list_display = ["rank", "key", "label_en", "label_fr"]
    search_fields = ["key", "label_en", "label_fr"]
    ordering = ["-rank"]
    readonly_fields = ["data_set_on"]


@admin.register(Occasion)
class OccasionAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "kind", "yearly", "month_day", "on", "until_on", "confidence", "public"]
    list_filter = ["public", FirstHandWanted, "kind", "yearly", Origin]
    search_fields = ["key", "name_en", "name_fr"]


@admin.register(Look)
class LookAdmin(SourcedAdmin):
    list_display = ["actor", "coercing_state", "occasion", "looked_on", "by_organisation"]
    list_filter = [ABOUT, "occasion"]
    list_select_related = ["actor", "coercing_state", "occasion"]
    search_fields = ["actor__name_en", "where", "by_organisation"]
    autocomplete_fields = ["actor", "coercing_state", "occasion"]
    date_hierarchy = "looked_on"
    readonly_fields = ["code"]
