"""Pages of the admin for what Django and allauth bring along: no secret is shown, and every deed is in the journal."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.http import HttpRequest

from foundation.admin import JournaledAdmin


class SecondFactors(JournaledAdmin):
    """Who has which second factor. An admin may take one away (a lost phone), and never sees or sets a secret."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__name")
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Addresses(JournaledAdmin):
    """Addresses people log in with, and whether they proved them."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    search_fields = ("email", "user__email", "user__name")
    autocomplete_fields = ("user",)


class Groups(JournaledAdmin, GroupAdmin):
    """Sets of rights."""


def replace_pages_of_others() -> None:
    """Their own pages show secrets, or leave nothing in the journal."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group

    ours: list[tuple[Any, type[JournaledAdmin]]]
    ours = [(Authenticator, SecondFactors), (EmailAddress, Addresses), (Group, Groups)]
    for model, page in ours:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
        admin.site.register(model, page)
