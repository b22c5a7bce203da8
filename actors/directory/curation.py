"""States, bodies, offices, contacts and groups in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actors.directory.contacts import Contact
from actors.directory.models import Actor, Group, GroupMember, Office, OfficeKind
from actors.directory.sourced_admin import CAVEATS, PROVENANCE, FirstHandWanted, Origin, SourcedAdmin

NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh")
STATUTE = (
    *("statute_signed_on", "statute_instrument", "statute_deposited_on", "statute_in_force_on"),
    *("withdrawal_notified_on", "withdrawal_effective_on"),
)
ORIGIN: Any = (_("Where it comes from"), {"fields": [*PROVENANCE, *CAVEATS, "data_set_on", "public"]})


class OfficeInline(admin.TabularInline):
    model = Office
    fk_name = "actor"
    extra = 0
    fields = ["key", "kind", "title_en", "title_fr", "title_checked"]
    readonly_fields = ["key", "kind", "title_en", "title_fr", "title_checked"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("kind", "actor")


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0
    fields = ["channel", "value", "language", "source", "state", "checked_on"]
    readonly_fields = ["state", "checked_on"]
    can_delete = False


class GroupMemberInline(admin.TabularInline):
    model = GroupMember
    extra = 0
    autocomplete_fields = ["actor"]
    can_delete = False
    fields = ["actor", "since_on", "until_on", "leads", "name_as_listed", "data_set_on"]
    readonly_fields = ["data_set_on"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor", "group")


@admin.register(Actor)
class ActorAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "kind", "region", "statute_in_force_on", "withdrawal_effective_on", "public"]
    list_filter = ["kind", "region", "entity", "public", FirstHandWanted, Origin]
    search_fields = ["key", "iso_alpha3", *NAMES]
    date_hierarchy = "statute_in_force_on"
    ordering = ["name_en"]
    autocomplete_fields = ["part_of", "made_of"]
    inlines = [OfficeInline]
    fieldsets = [
        (None, {"fields": ["key", "kind", "entity", "region", "part_of", "made_of", "iso_alpha3", "iso_numeric"]}),
        (_("Names"), {"fields": NAMES}),
        (_("Rome Statute"), {"fields": STATUTE}),
        ORIGIN,
    ]


@admin.register(Group)
class GroupAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "rule", "base", "complete"]
    list_filter = ["rule", "complete", Origin]
    list_select_related = ["base"]
    search_fields = ["key", "name_en", "name_fr"]
    autocomplete_fields = ["base"]
    inlines = [GroupMemberInline]


@admin.register(OfficeKind)
class OfficeKindAdmin(SourcedAdmin):
    list_display = ["key", "title_en", "title_fr", "level", "applies_to"]
    list_filter = ["level", "applies_to", Origin]
    search_fields = ["key", "title_en", "title_fr", "title_es"]


class HasContact(admin.SimpleListFilter):
    title = _("contact")
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("none")), ("mail", _("an e-mail address")), ("good", _("one known to be good"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "none":
            return queryset.filter(contacts=None)
        if self.value() == "mail":
            return queryset.filter(contacts__channel=Contact.Channel.MAIL).distinct()
        if self.value() == "good":
            return queryset.filter(contacts__state=Contact.State.GOOD).distinct()
        return queryset


@admin.register(Office)
class OfficeAdmin(SourcedAdmin):
    list_display = ["key", "actor", "kind", "title_en", "title_fr", "title_checked"]
    list_filter = ["title_checked", HasContact, "actor__kind", "actor__region", "kind", Origin]
    list_select_related = ["actor", "kind"]
    search_fields = ["key", "title_en", "title_fr", "kind__title_en", "kind__title_fr", "actor__name_en"]
    autocomplete_fields = ["actor", "kind"]
    ordering = ["key"]
    inlines = [ContactInline]


@admin.register(Contact)
class ContactAdmin(SourcedAdmin):
    list_display = ["office", "channel", "value", "language", "state", "checked_on"]
    list_filter = ["state", "channel", "language", "office__actor__region"]
    list_select_related = ["office__actor", "office__kind"]
    search_fields = ["value", "office__key", "office__actor__name_en"]
    autocomplete_fields = ["office"]
    date_hierarchy = "checked_on"
    readonly_fields = ["code", "state", "bounces", "checked_on", "checked_by", "checked_source", "usable_from_at"]
