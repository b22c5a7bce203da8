"""Positions, the scale, occasions and looks in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actors.checking.merge_pages import merge_two
from actors.directory.sourced_admin import ABOUT, Checking, FirstHandWanted, Origin, SourcedAdmin
from actors.positions import contradictions
from actors.positions.models import Look, Occasion, Position, StanceStep
from foundation.admin import JournaledAdmin

FACTS = [
    *("names_sanctions", "names_state", "condemns", "calls_for_lifting"),
    *("backs_protection", "announces_measure", "adopts_measure"),
]


class Contradicts(admin.SimpleListFilter):
    """Facts against the step, against each other, or silence where nobody was asked."""

    title = _("contradicts")
    parameter_name = "contradicts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("any", _("itself or another")), *((rule.name, rule.words) for rule in contradictions.RULES)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "any":
            return contradictions.among(queryset)
        rule = next((rule for rule in contradictions.RULES if rule.name == self.value()), None)
        return queryset.filter(rule.rows) if rule else queryset


@admin.register(Position)
class PositionAdmin(SourcedAdmin):
    list_display = [
        *("on", "actor", "signatories", "stance", "contradiction", "coercing_state", "speaker", "confidence"),
        *("source_grade", "pending", "public"),
    ]
    list_display_links = ["on", "actor"]
    list_filter = [
        *("public", Checking, FirstHandWanted, Contradicts, ABOUT, "stance", "medium", "confidence", "source_grade"),
        *("binds_members", "actor__kind", "actor__region", Origin),
    ]
    list_select_related = ["actor", "signatories", "stance", "coercing_state"]
    search_fields = ["key", "actor__name_en", "actor__name_fr", "actor_as_named", "speaker", "quote", "source"]
    autocomplete_fields = [
        *("actor", "signatories", "occasion", "coercing_state", "measure", "stance", "retracts"),
    ]
    date_hierarchy = "on"
    ordering = ["-on", "key"]
    key_from = ("actor", "signatories", "on", "coercing_state")
    sections = [
        (
            _("Who, when"),
            ["actor", "signatories", "actor_as_named", "on", "precision", "occasion", "speaker", "medium"],
        ),
        (_("About what"), ["coercing_state", "measure", "measure_text"]),
        (_("Words"), ["quote", "quote_lang"]),
        (_("How it is read"), ["stance", *FACTS, "binds_members", "retracts", "source_kind"]),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return contradictions.named(super().get_queryset(request))

    @admin.display(description=_("contradicts"))
    def contradiction(self, row: Any) -> Any:
        return contradictions.WORDS.get(row.contradiction, "")


@admin.register(StanceStep)
class StanceStepAdmin(JournaledAdmin):
    """The scale is shown here and comes with the data set: whoever moves a step moves every standing."""

    list_display = ["rank", "key", "label_en", "label_fr"]
    search_fields = ["key", "label_en", "label_fr"]
    ordering = ["-rank"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Occasion)
class OccasionAdmin(SourcedAdmin):
    change_form_template = "admin/actors/occasion_form.html"
    actions = [merge_two]
    list_display = [
        *("key", "name_en", "kind", "yearly", "month_day", "on", "until_on", "confidence", "pending", "public"),
    ]
    list_filter = ["public", Checking, FirstHandWanted, "kind", "yearly", Origin]
    search_fields = ["key", "name_en", "name_fr"]
    date_hierarchy = "on"
    key_from = ("name_en",)
    prepopulated_fields = {"key": ["name_en"]}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """A day that comes every year has no sheet; its own occasion of a year has, and is entered from here."""
        row = context.get("original")
        on = row.next_on(timezone.now().date()) if row else None
        if on and self.has_add_permission(request):
            names = {"name_en": f"{row.name_en} {on.year}", "name_fr": row.name_fr and f"{row.name_fr} {on.year}"}
            asked = {**names, "key": f"{row.key}-{on.year}"[:60], "kind": row.kind, "on": on, "precision": "day"}
            context["own_address"] = f"{reverse('admin:actors_occasion_add')}?{urlencode(asked)}"
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Look)
class LookAdmin(SourcedAdmin):
    list_display = ["actor", "coercing_state", "occasion", "looked_on", "by_organisation", "pending", "public"]
    list_filter = [ABOUT, "occasion", Checking, Origin]
    list_select_related = ["actor", "coercing_state", "occasion"]
    search_fields = ["actor__name_en", "where", "by_organisation"]
    autocomplete_fields = ["actor", "coercing_state", "occasion"]
    date_hierarchy = "looked_on"
    beside = ("code",)
