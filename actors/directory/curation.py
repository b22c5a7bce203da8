"""States, bodies and groups in the admin; offices, terms and contacts stand in a file of their own."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.directory import curation_offices
from actors.directory.models import Actor, Group, GroupMember, Office, OfficeKind
from actors.directory.sourced_admin import AddOnly, Checking, FirstHandWanted, Origin, ShownOnly, SourcedAdmin

__all__ = ["ActorAdmin", "GroupAdmin", "GroupMemberAdmin", "OfficeKindAdmin", "curation_offices"]

NAMES = ["name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh"]
STATUTE = [
    *("statute_signed_on", "statute_instrument", "statute_deposited_on", "statute_in_force_on"),
    *("withdrawal_notified_on", "withdrawal_effective_on"),
]


class OfficeInline(ShownOnly, admin.TabularInline):
    model = Office
    fk_name = "actor"
    fields = ["key", "kind", "title_en", "title_fr", "title_checked", "pending"]
    readonly_fields: ClassVar[Any] = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("kind", "actor").order_by("key")


class MembershipInline(AddOnly, admin.TabularInline):
    """The groups of a state: the same rows as a group's members, seen from the other side."""

    model = GroupMember
    fk_name = "actor"
    verbose_name_plural = _("memberships of groups")
    autocomplete_fields = ["group"]
    fields = ["group", "since_on", "until_on", "source", "pending"]
    readonly_fields = ["pending"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor", "group").order_by("group__name_en", "since_on")


class GroupMemberInline(AddOnly, admin.TabularInline):
    """New members only: those that are there can be two hundred, and have a list of their own."""

    model = GroupMember
    verbose_name_plural = _("new members")
    autocomplete_fields = ["actor"]
    fields = ["actor", "since_on", "until_on", "leads", "name_as_listed", "source"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).none()


@admin.register(Actor)
class ActorAdmin(SourcedAdmin):
    list_display = [
        *("key", "name_en", "kind", "region", "statute_in_force_on", "withdrawal_effective_on", "pending", "public"),
    ]
    list_filter = ["kind", "region", "entity", "public", Checking, FirstHandWanted, Origin]
    search_fields = ["key", "iso_alpha3", *NAMES]
    date_hierarchy = "statute_in_force_on"
    ordering = ["name_en"]
    autocomplete_fields = ["part_of", "made_of"]
    inlines = [OfficeInline, MembershipInline]
    sections = [
        (None, ["kind", "entity", "region", "part_of", "made_of", "iso_alpha3", "iso_numeric"]),
        (_("Names"), NAMES),
        (_("Rome Statute"), STATUTE),
    ]


@admin.register(Group)
class GroupAdmin(SourcedAdmin):
    list_display = ["key", "name_en", "rule", "base", "complete", "pending"]
    list_filter = ["rule", "complete", Checking, Origin]
    list_select_related = ["base"]
    search_fields = ["key", "name_en", "name_fr"]
    autocomplete_fields = ["base", "about"]
    inlines = [GroupMemberInline]
    key_from = ("name_en",)
    prepopulated_fields = {"key": ["name_en"]}
    beside = ("members",)

    @admin.display(description=_("members"))
    def members(self, row: Group) -> str:
        """How many are written down, and the list of them."""
        number = row.memberships.count()
        address = f"{reverse('admin:actors_groupmember_changelist')}?group__id__exact={row.pk}"
        words = ngettext("%d row", "%d rows", number) % number
        return format_html('<a href="{}">{}</a>', address, words)


@admin.register(GroupMember)
class GroupMemberAdmin(SourcedAdmin):
    list_display = ["actor", "group", "since_on", "until_on", "leads", "pending", "public"]
    list_filter = ["group", "leads", Checking, Origin]
    list_select_related = ["actor", "group"]
    search_fields = ["key", "actor__name_en", "actor__name_fr", "group__name_en", "name_as_listed"]
    autocomplete_fields = ["actor", "group"]
    ordering = ["group__name_en", "actor__name_en"]


@admin.register(OfficeKind)
class OfficeKindAdmin(SourcedAdmin):
    list_display = ["key", "title_en", "title_fr", "level", "applies_to", "one_seat", "pending"]
    list_filter = ["level", "applies_to", Checking, Origin]
    search_fields = ["key", "title_en", "title_fr", "title_es"]
