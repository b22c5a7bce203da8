"""Correspondents and occasion sheets in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.directory.curation import ActorAdmin
from actors.watch import assignments
from actors.watch.forms import AssignForm
from actors.watch.models import Assignment, Sheet
from foundation.admin import JournaledAdmin


class Watched(admin.SimpleListFilter):
    title = _("correspondent")
    parameter_name = "watched"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("has one")), ("no", _("State without one"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(assignments.watched() if self.value() == "yes" else assignments.unwatched())


# The list of states is a lower room's; who watches them is known here.
ActorAdmin.list_filter.append(Watched)


@admin.register(Assignment)
class AssignmentAdmin(JournaledAdmin):
    """States are given to members many at once, and taken away again by an action; nothing is edited in place."""

    list_display = ["member", "actor"]
    list_select_related = ["member__user", "member__organisation", "actor"]
    list_filter = [
        ("member", admin.RelatedOnlyFieldListFilter),
        ("member__organisation", admin.RelatedOnlyFieldListFilter),
        "actor__region",
    ]
    search_fields = ["member__user__email", "member__user__name", "actor__name_en", "actor__name_fr", "actor__key"]
    ordering = ["actor__name_en", "pk"]
    list_per_page = 200
    actions = ["withdraw_chosen"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(assignments.MAY_WITHDRAW)

    @admin.action(permissions=["withdraw"], description=_("Take these States away from their correspondents"))
    def withdraw_chosen(self, request: HttpRequest, queryset: Any) -> None:
        count = assignments.withdraw(assignments=queryset, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        words = ngettext(
            "%d assignment taken away. What was reported stays.",
            "%d assignments taken away. What was reported stays.",
            count,
        )
        self.message_user(request, words % count, messages.SUCCESS)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One member, and a region, a group, all states, or some of them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = timezone.now()
        form = AssignForm(request.POST or None, today=now.date())
        if request.method == "POST" and form.is_valid():
            member, actors = form.cleaned_data["member"], form.states()
            try:
                new = assignments.assign(member=member, actors=actors, by=request.user, now=now)  # type: ignore[arg-type]
            except assignments.NotVerified:
                form.add_error("member", _t("Nobody has verified this organisation."))
            else:
                self.message_user(request, self._done(str(member), new, len(actors)), messages.SUCCESS)
                return redirect(reverse("admin:actors_assignment_changelist") + f"?member__id__exact={member.pk}")
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Assign States to a correspondent"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/actors/assign.html", context)

    def _done(self, member: str, new: int, asked: int) -> str:
        words = ngettext("%(member)s watches %(n)d more State.", "%(member)s watches %(n)d more States.", new) % {
            "member": member,
            "n": new,
        }
        if new == asked:
            return words
        there = ngettext("%d was assigned already.", "%d were assigned already.", asked - new) % (asked - new)
        return f"{words} {there}"


class Stage(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("late", _("open and late")), ("closed", _("closed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "late":
            return queryset.late(timezone.now())
        if self.value() == "closed":
            return queryset.exclude(closed_at=None)
        return queryset.open() if self.value() == "open" else queryset


@admin.register(Sheet)
class SheetAdmin(JournaledAdmin):
    """Sheets are opened, read and closed on the watch pages; here they are only listed."""

    list_display = ["occasion", "coercing_state", "opened_at", "due_at", "closed_at", "opened_by", "page"]
    list_select_related = ["occasion", "coercing_state", "opened_by"]
    list_filter = [Stage, ("coercing_state", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["occasion__key", "occasion__name_en", "occasion__name_fr"]
    date_hierarchy = "opened_at"
    ordering = ["-opened_at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("page of the watch"))
    def page(self, row: Sheet) -> str:
        return format_html('<a href="{}">{}</a>', reverse("watch:sheet", args=[row.code]), _t("Open the page"))
