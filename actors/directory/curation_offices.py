"""Offices, who holds them, and how they are reached, in the admin."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.checking.merge_pages import merge_two
from actors.directory import addressed
from actors.directory.contact_actions import ContactActions
from actors.directory.models import Contact, Office, Term
from actors.directory.sourced_admin import AddOnly, Checking, Origin, SourcedAdmin

SOON = timedelta(days=60)
"""A term that ends within this time is worth a look for who comes next."""


def about_to_end(now: Any) -> Q:
    """Terms that end within sixty days."""
    return Q(until_on__gt=now.date(), until_on__lte=now.date() + SOON, public=True)


def without_channel(now: Any) -> Q:
    """Offices that letters are meant for, and to which no mail can go."""
    mail = Contact.objects.usable(now).filter(channel=Contact.Channel.MAIL)
    reached = Exists(mail.filter(Q(office=OuterRef("pk")) | Q(term__office=OuterRef("pk"))))
    return addressed.offices() & Q(public=True) & ~Q(reached)


class TermInline(AddOnly, admin.TabularInline):
    model = Term
    autocomplete_fields = ["person"]
    fields = ["person", "from_on", "until_on", "disputed", "source", "confidence", "pending"]
    readonly_fields = ["pending"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("person", "office__kind", "office__actor")
        return rows.order_by("-from_on", "pk")


class TermOfPersonInline(TermInline):
    autocomplete_fields = ["office"]
    fields = ["office", "from_on", "until_on", "disputed", "source", "confidence", "pending"]


class ContactInline(AddOnly, admin.TabularInline):
    model = Contact
    fields = ["channel", "value", "language", "source", "state", "checked_on", "pending"]
    readonly_fields = ["state", "checked_on", "pending"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).order_by("channel", "pk")


class HasContact(admin.SimpleListFilter):
    title = _("contact")
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("wanted", _("letters are meant for it, and no mail can reach it")),
            ("none", _("none")),
            ("mail", _("an e-mail address")),
            ("good", _("one known to be good")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "wanted":
            return queryset.filter(without_channel(timezone.now()))
        if self.value() == "none":
            return queryset.filter(contacts=None)
        if self.value() == "mail":
            return queryset.filter(contacts__channel=Contact.Channel.MAIL).distinct()
        if self.value() == "good":
            return queryset.filter(contacts__state=Contact.State.GOOD).distinct()
        return queryset


class Ends(admin.SimpleListFilter):
    title = _("holds it")
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("for sixty days at most")), ("today", _("today")), ("past", _("no longer"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        if self.value() == "soon":
            return queryset.filter(about_to_end(now))
        if self.value() == "today":
            begun = Q(from_on=None) | Q(from_on__lte=now.date())
            return queryset.filter(begun, Q(until_on=None) | Q(until_on__gt=now.date()))
        return queryset.filter(until_on__lte=now.date()) if self.value() == "past" else queryset


class Reliable(admin.SimpleListFilter):
    title = _("can be relied on")
    parameter_name = "reliable"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("yes", _("a letter may go there now")),
            ("stale", _("good once, not looked at for long")),
            ("bouncing", _("bouncing")),
            ("dead", _("dead")),
            ("waits", _("in its 24 hours")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        if self.value() == "yes":
            return queryset.usable(now)
        if self.value() == "stale":
            return queryset.stale(now.date())
        if self.value() == "waits":
            return queryset.filter(public=True, usable_from_at__gt=now)
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Office)
class OfficeAdmin(SourcedAdmin):
    actions = [merge_two]
    list_display = ["key", "actor", "kind", "title_en", "title_fr", "title_checked", "pending"]
    list_filter = ["title_checked", HasContact, Checking, "actor__kind", "actor__region", "kind", Origin]
    list_select_related = ["actor", "kind"]
    search_fields = ["key", "title_en", "title_fr", "kind__title_en", "kind__title_fr", "actor__name_en", "aliases"]
    autocomplete_fields = ["actor", "kind", "concerns"]
    ordering = ["key"]
    inlines = [TermInline, ContactInline]
    key_from = ("actor", "kind", "concerns")
    sections = [
        (None, ["actor", "kind", "concerns"]),
        (_("Own title, as the State uses it"), ["title_en", "title_fr", "title_es"]),
        (_("Own title of a woman"), ["title_en_f", "title_fr_f", "title_es_f"]),
        (_("Address"), ["salutation_en", "salutation_fr", "title_checked", "aliases"]),
    ]


@admin.register(Term)
class TermAdmin(SourcedAdmin):
    list_display = ["person", "office", "from_on", "until_on", "disputed", "pending", "public"]
    list_filter = [Ends, "disputed", "public", Checking, "office__kind", "office__actor__region", Origin]
    list_select_related = ["person", "office__kind", "office__actor"]
    search_fields = ["key", "person__name", "person__aliases", "office__key", "office__actor__name_en"]
    autocomplete_fields = ["person", "office"]
    date_hierarchy = "from_on"
    inlines = [ContactInline]


@admin.register(Contact)
class ContactAdmin(ContactActions, SourcedAdmin):
    list_display = ["whose", "channel", "value", "language", "state", "checked_on", "usable_from_at", "pending"]
    list_filter = [Reliable, "state", "channel", Checking, "office__actor__region"]
    list_select_related = ["office__actor", "office__kind", "term__person", "term__office__actor", "term__office__kind"]
    search_fields = ["value", "office__key", "office__actor__name_en", "term__person__name", "term__office__key"]
    autocomplete_fields = ["office", "term"]
    date_hierarchy = "checked_on"
    beside = ("code", "state", "bounces", "checked_on", "checked_by", "checked_source", "usable_from_at")

    @admin.display(description=_("of"), ordering="office__key")
    def whose(self, row: Contact) -> str:
        return str(row.term or row.office)
