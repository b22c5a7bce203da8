"""The admin site: same accounts, same login page (and second factor) as the desk."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
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

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Begins with what of the register needs somebody today."""
        from actors.curating import start

        user: Any = request.user
        now = timezone.now()
        today = {"lines": start.lines(user, now), "waits": start.waits(user, now)}
        return super().index(request, {**(extra_context or {}), **today})
