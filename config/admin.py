"""The admin site: same accounts, same login page (and second factor) as the desk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class Site(AdminSite):
    site_header = _("Undeterred: the register")
    site_title = _("Undeterred")
    index_title = _("What we keep")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Sends people to the one login page, which knows about second factors and limits."""
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("desk:home")
        back = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


class SecondFactors(admin.ModelAdmin):
    """Who has which second factor. An admin may take one away (a lost phone), and never sees or sets a secret."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__name")
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def open_second_factors() -> None:
    """Replaces allauth's own page, which shows the secrets."""
    from allauth.mfa.models import Authenticator

    if admin.site.is_registered(Authenticator):
        admin.site.unregister(Authenticator)
    admin.site.register(Authenticator, SecondFactors)
