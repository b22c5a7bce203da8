"""Merges of duplicates in the admin: a preview of everything that moves, proposed by one person, done by another."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from actors.checking import checks, merges, pages, revisions
from actors.checking.merge_plans import MERGEABLE, plan
from actors.checking.models import Check, Merge
from foundation.admin import JournaledAdmin


class Propose(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of row"))
    from_key = forms.CharField(
        label=_("The duplicate"), max_length=120, help_text=_("Its key. It will lead to the other one for ever.")
    )
    into_key = forms.CharField(label=_("The one that is kept"), max_length=120, help_text=_("Its key."))
    reason = forms.CharField(
        label=_("How can one see that they are the same?"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = revisions.kinds()
        choices = [(kind, names[kind]._meta.verbose_name) for kind in MERGEABLE]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of row"), choices=choices)


class Waiting(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waits", _("waits for a second person")), *Check.Verdict.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "waits":
            return queryset.waiting()
        return queryset.filter(verdict=self.value()) if self.value() else queryset


class MergeAdmin(JournaledAdmin):
    list_display = ["from_key", "into_key", "kind", "proposed_by", "proposed_at", "verdict", "checked_by", "moved"]
    list_filter = [Waiting, "kind"]
    list_select_related = ["proposed_by", "checked_by"]
    search_fields = ["from_key", "into_key", "reason"]
    date_hierarchy = "proposed_at"
    ordering = ["-proposed_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        do = self.admin_site.admin_view(require_POST(self.do_view))
        return [path("<int:pk>/do/", do, name="actors_merge_do"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Two keys first, then a preview of what would move, then the proposal."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        given = {name: request.GET.get(name, "") for name in ("kind", "from_key", "into_key")}
        form = Propose(request.POST or None, initial=given)
        if request.method == "POST" and form.is_valid():
            made = self._propose(request, form)
            if made is not None:
                self.message_user(request, _t("Proposed. Nothing moves before a second person agrees."))
                return redirect("admin:actors_merge_change", made.pk)
        asked = {name: form.data.get(name, "") for name in given} if form.is_bound else given
        whole = all(asked.get(name) for name in given)
        context = {
            **self._context(request, _t("Merge a duplicate")),
            "form": form,
            "plan": plan(asked["kind"], asked["from_key"], asked["into_key"]) if whole else None,
            "asked": asked,
        }
        return TemplateResponse(request, "admin/actors/merge_propose.html", context)

    def _propose(self, request: HttpRequest, form: Propose) -> Merge | None:
        try:
            return merges.propose(by=request.user, now=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except merges.Waits:
            form.add_error("from_key", _("A merge of this row is proposed already."))
        except pages.REASONS as error:
            form.add_error(None, pages.why(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        return None

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """What was proposed, what moves, and the two buttons for a second person."""
        rows = Merge.objects.select_related("proposed_by", "checked_by")
        merge = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_or_change_permission(request, merge):
            raise PermissionDenied
        mine = merge.proposed_by_id == request.user.pk
        context = {
            **self._context(request, _t("Merge %(merge)s") % {"merge": merge}),
            "merge": merge,
            "plan": None if merge.verdict else plan(merge.kind, merge.from_key, merge.into_key),
            "may": request.user.has_perm(checks.MAY_CHECK) and not mine,
            "mine": mine,
        }
        return TemplateResponse(request, "admin/actors/merge.html", context)

    def do_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merges, or refuses to."""
        merge = get_object_or_404(Merge, pk=pk)
        verdict = request.POST.get("verdict", "")
        if verdict not in Check.Verdict.values or not self.has_view_permission(request):
            raise PermissionDenied
        by: Any = request.user
        try:
            if verdict == Check.Verdict.CONFIRMED:
                done = merges.confirm(merge=merge, mark=request.POST.get("mark", ""), by=by, now=timezone.now())
                words = _t("Merged. Rows that moved: %(moved)d.") % {"moved": done.moved}
            else:
                merges.refuse(merge=merge, by=by, now=timezone.now())
                words = _t("Refused: they stay two, and nothing moved.")
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)
        else:
            self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:actors_merge_change", pk)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


@admin.action(description=_("Merge two that are one…"))
def merge_two(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Leads to the preview for two chosen rows; the newer one is taken for the duplicate."""
    keys = list(queryset.order_by("-pk").values_list("key", flat=True)[:3])
    if len(keys) != 2:
        page.message_user(request, _t("Choose exactly two rows."), messages.WARNING)
        return None
    asked = {"kind": revisions.kind_of(queryset.model), "from_key": keys[0], "into_key": keys[1]}
    return redirect(f"{reverse('admin:actors_merge_add')}?{urlencode(asked)}")
