"""Suggestions in the admin: what waits, those concerned first, and a page on which one is decided."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from actors.checking import checks, pages, queue, revisions
from actors.suggestions import comparing, decisions, forms, inbox
from actors.suggestions.models import Suggestion
from foundation.admin import JournaledAdmin


class Stands(admin.SimpleListFilter):
    """What waits is shown unless another list is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("concerned", _("waits, by those concerned")), ("decided", _("decided")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("waits")}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        if self.value() == "decided":
            return queryset.filter(decided_at__isnull=False)
        waiting = queryset.waiting()
        return waiting.filter(concerned=True) if self.value() == "concerned" else waiting


@admin.register(Suggestion)
class SuggestionAdmin(JournaledAdmin):
    """Read only: a suggestion is taken up, put beside its row, or refused. Nobody is shown the address."""

    list_display = ["what", "about", "who", "received_at", "result"]
    list_filter = [Stands, queue.Kind, "about"]
    list_select_related = ["decided_by"]
    list_per_page = 50
    search_fields = ["key", "comment", "source"]
    date_hierarchy = "received_at"
    ordering = ["-concerned", "received_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("row"))
    def what(self, one: Suggestion) -> str:
        return format_html("{} · {}", _kind(one), one.key)

    @admin.display(description=_("by"), ordering="concerned")
    def who(self, one: Suggestion) -> Any:
        if not one.concerned:
            return _("a reader")
        return _("those concerned: a day has passed") if one.is_late(timezone.now()) else _("those concerned")

    @admin.display(description=_("result"))
    def result(self, one: Suggestion) -> Any:
        if one.is_waiting():
            return _("waits")
        if one.dispute_id:
            return _("stands as a dispute")
        return _("taken up") if one.made_id else _("refused")

    def get_urls(self) -> list[Any]:
        deed = self.admin_site.admin_view(require_POST(self.deed_view))
        return [path("<int:pk>/<slug:deed>/do/", deed, name="actors_suggestion_do"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """What is proposed beside what the row says, and the three ways to decide."""
        one = _find(int(object_id) if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, one):
            raise PermissionDenied
        return self._page(request, comparing.compare(one), {})

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Takes up, puts beside the row, or refuses; what was typed comes back when that cannot be."""
        one = _find(pk)
        kind = _forms(one).get(deed)
        if kind is None or not request.user.has_perm(decisions.MAY_DECIDE):
            raise PermissionDenied
        comparison = comparing.compare(one)
        form = kind(request.POST, comparison=comparison, prefix=deed)
        if form.is_valid() and (comparison.row is not None or deed == "refuse"):
            try:
                _do(deed, form, one, request.user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            except checks.Settled as error:
                self.message_user(request, pages.why(error), messages.ERROR)
                return redirect("admin:actors_suggestion_change", pk)
            except pages.REASONS as error:
                form.add_error(None, pages.why(error))
            else:
                self.message_user(request, _done(deed), messages.SUCCESS)
                return redirect("admin:actors_suggestion_change", pk)
        return self._page(request, comparing.compare(_find(pk)), {deed: form}, status=422)

    def _page(
        self, request: HttpRequest, comparison: comparing.Comparison, tried: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        one, user = comparison.suggestion, request.user
        open_forms = {}
        if one.is_waiting() and user.has_perm(decisions.MAY_DECIDE):
            open_forms = {
                deed: tried.get(deed) or kind(None, comparison=comparison, prefix=deed)
                for deed, kind in _forms(one).items()
                if comparison.row is not None or deed == "refuse"
            }
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Suggestion about %(row)s") % {"row": comparison.row or one.key},
            "opts": self.opts,
            "comparison": comparison,
            "suggestion": one,
            "decision_forms": open_forms,
            "chosen": tried["accept"].data.getlist("accept-chosen") if "accept" in tried else [],
            "kind": _kind(one),
            "row_address": _row_address(comparison.row),
            "late": one.is_late(timezone.now()),
            "address_until": one.received_at + timedelta(days=inbox.ADDRESS_DAYS),
        }
        return TemplateResponse(request, "admin/actors/suggestion.html", context, status=status)


def _find(pk: int) -> Suggestion:
    rows = Suggestion.objects.select_related("revision", "decided_by", "made__check_row", "dispute")
    return get_object_or_404(rows, pk=pk)


def _kind(one: Suggestion) -> Any:
    model = revisions.kinds().get(one.kind)
    return model._meta.verbose_name if model else one.kind


def _forms(one: Suggestion) -> dict[str, type[forms.Decision]]:
    accept = forms.AcceptStatement if one.is_statement() else forms.Accept
    return {"accept": accept, "dispute": forms.Raise, "refuse": forms.Refuse}


def _do(deed: str, form: Any, one: Suggestion, by: Any) -> None:
    said: dict[str, Any] = {"suggestion": one, "by": by, "now": timezone.now(), "answer": form.said_answer}
    typed = form.cleaned_data
    if deed == "refuse":
        decisions.refuse(**said, erase=typed["erase"])
    elif deed == "dispute":
        decisions.dispute(**said, by_whom=typed["by_whom"], text=typed["text"], hides=typed["hides"])
    else:
        said |= {"chosen": typed["chosen"], "comment": typed["comment"], "readings": form.readings()}
        if one.is_statement():
            decisions.accept_statement(**said)
        else:
            decisions.accept(**said, seen=typed["seen"], link=typed["link"])


def _done(deed: str) -> str:
    return {
        "accept": _t("Entered. It waits for a second person, and shows in public when they have confirmed it."),
        "dispute": _t("It is a dispute now, in the list of those."),
        "refuse": _t("Refused. The row stays as it was."),
    }[deed]


def _row_address(row: Any) -> str | None:
    newest = revisions.of(row).first() if row is not None else None
    return queue.row_address(newest, "change") if newest else None
