"""The queue in the admin: what waits for a second person, with differences, checked one by one or many at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actors.checking import checks, differences, pages, revisions
from actors.checking.batch_pages import BatchPages
from actors.checking.invite_pages import AskReviewer
from actors.checking.models import Check, Origin, Revision
from foundation.admin import JournaledAdmin

MOST_BATCHES = 30
ASKED_FIRST = Case(When(origin=Origin.CORRESPONDENT, then=Value(0)), default=Value(1)).asc()


class WithNote(ActionForm):
    note = forms.CharField(label=_("Note:"), required=False, max_length=500)


class Stands(admin.SimpleListFilter):
    """What waits is shown unless another list is asked for."""

    title = _("check")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        verdicts = [("confirmed", _("confirmed")), ("refused", _("refused"))]
        return [("mine", _("waits, entered by me")), *verdicts, ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("to check")}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value == "all":
            return queryset
        if value in Check.Verdict.values:
            return queryset.filter(check_row__verdict=value)
        waiting = queryset.filter(pk__in=revisions.waiting().values("pk"))
        return waiting.filter(entered_by=request.user) if value == "mine" else waiting


class Kind(admin.SimpleListFilter):
    title = _("kind of row")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, model._meta.verbose_name) for kind, model in revisions.kinds().items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class Batch(admin.SimpleListFilter):
    """What was entered together and still waits."""

    title = _("entered together")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = revisions.waiting().exclude(batch="").values_list("batch", flat=True).order_by("batch").distinct()
        return [(name, name) for name in found[:MOST_BATCHES]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(batch=self.value()) if self.value() else queryset


class Queue(ChangeList):
    """A page of revisions with their rows and differences, in as many queries as there are kinds."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found: Any = list(self.result_list)
        rows = differences.rows_of(found)
        for one, changes in zip(found, differences.against_rows(found, rows), strict=True):
            one.row, one.changes = rows.get((one.kind, one.key)), changes
            one.fresh = one.row is None or one.row.revision_id == one.pk
            one.obstacle = pages.obstacle(one, request.user)  # type: ignore[arg-type]
        self.result_list = found


class RevisionAdmin(BatchPages, AskReviewer, JournaledAdmin):
    """Read only: a revision is never edited. What can be done is to confirm or refuse it."""

    list_display = ["what", "changed", "entered", "state"]
    list_filter = [Stands, Kind, "origin", Batch, ("entered_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["entered_by", "check_row__checked_by"]
    list_per_page = 25
    search_fields = ["key", "comment", "source", "batch"]
    ordering = ["-entered_at", "-pk"]
    date_hierarchy = "entered_at"
    show_full_result_count = False
    action_form = WithNote
    actions = ["confirm_chosen", "refuse_chosen", "ask_reviewer"]
    change_list_template = "admin/actors/queue.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(checks.MAY_CHECK)

    def get_ordering(self, request: HttpRequest) -> Any:
        """Of what waits, correspondents' reports come first: they were asked, and an hour counts (R3)."""
        return self.ordering if request.GET.get(Stands.parameter_name) else [ASKED_FIRST, *self.ordering]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    @admin.display(description=_("row"))
    def what(self, one: Any) -> str:
        model = revisions.kinds().get(one.kind)
        return render_to_string("admin/actors/_what.html", {"one": one, "kind": model and model._meta.verbose_name})

    @admin.display(description=_("what would change"))
    def changed(self, one: Any) -> str:
        return render_to_string("admin/actors/_changes.html", {"changes": one.changes, "few": True, "fresh": one.fresh})

    @admin.display(description=_("entered"), ordering="entered_at")
    def entered(self, one: Any) -> str:
        return render_to_string("admin/actors/_entered.html", {"one": one})

    @admin.display(description=_("check"))
    def state(self, one: Any) -> str:
        return render_to_string("admin/actors/_verdict.html", {"one": one, "check": pages.check_of(one)})

    @admin.action(permissions=["check"], description=_("Confirm the chosen"))
    def confirm_chosen(self, request: HttpRequest, queryset: Any) -> None:
        self._settle(request, list(queryset), Check.Verdict.CONFIRMED)

    @admin.action(permissions=["check"], description=_("Refuse the chosen"))
    def refuse_chosen(self, request: HttpRequest, queryset: Any) -> None:
        self._settle(request, list(queryset), Check.Verdict.REFUSED)

    def _settle(self, request: HttpRequest, found: list[Revision], verdict: str) -> None:
        mine = [one for one in found if one.entered_by_id == request.user.pk]
        others = [one for one in found if one.entered_by_id != request.user.pk]
        note = request.POST.get("note", "")
        try:
            settle(others, verdict, by=request.user, note=note)
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)
            return
        if others:
            done = {
                Check.Verdict.CONFIRMED: ngettext("%d entry confirmed.", "%d entries confirmed.", len(others)),
                Check.Verdict.REFUSED: ngettext("%d entry refused.", "%d entries refused.", len(others)),
            }
            self.message_user(request, done[Check.Verdict(verdict)] % len(others), messages.SUCCESS)
        if mine:
            words = ngettext(
                "%d of them is your own and still needs somebody else.",
                "%d of them are your own and still need somebody else.",
                len(mine),
            )
            self.message_user(request, words % len(mine), messages.WARNING)

    def get_urls(self) -> list[Any]:
        check = self.admin_site.admin_view(require_POST(self.check_view))
        return [path("<int:pk>/check/", check, name="actors_revision_check"), *super().get_urls()]

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirms or refuses one revision, and leads back to the history of its row."""
        one = get_object_or_404(Revision, pk=pk)
        verdict = request.POST.get("verdict", "")
        if verdict not in Check.Verdict.values or not self.has_view_permission(request):
            raise PermissionDenied
        try:
            settle([one], verdict, by=request.user, note=request.POST.get("note", ""))
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)
        else:
            confirmed = _("Confirmed: from now on the record says so.")
            refused = _("Refused: the row stays as it was.")
            words = confirmed if verdict == Check.Verdict.CONFIRMED else refused
            self.message_user(request, words, messages.SUCCESS)
        return redirect(row_address(one, "history") or reverse("admin:actors_revision_changelist"))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """One revision: what it says against what stands, and the two buttons."""
        rows = Revision.objects.select_related("entered_by", "check_row__checked_by")
        one = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, one):
            raise PermissionDenied
        row = differences.rows_of([one]).get((one.kind, one.key))
        entries = pages.history(row, request.user) if row else []  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),
            "title": row or one,
            "opts": self.opts,
            "entry": next((entry for entry in entries if entry.revision.pk == one.pk), None),
            "against": differences.against_rows([one], {(one.kind, one.key): row} if row else {})[0],
            "row": row,
            "row_address": row_address(one, "change"),
            "history_address": row_address(one, "history"),
        }
        return TemplateResponse(request, "admin/actors/revision.html", context)


def settle(found: list[Revision], verdict: str, *, by: Any, note: str) -> None:
    """Confirms all or refuses all of them; nothing happens when one of them cannot be."""
    now = timezone.now()
    if verdict == Check.Verdict.CONFIRMED:
        checks.confirm_many(revisions=found, by=by, now=now, note=note)
        return
    with transaction.atomic():
        for one in found:
            checks.refuse(revision=one, by=by, now=now, note=note)


def row_address(one: Revision, page: str) -> str | None:
    """The admin's page of the row that a revision is about."""
    model = revisions.kinds().get(one.kind)
    pk = model._default_manager.filter(key=one.key).values_list("pk", flat=True).first() if model else None
    try:
        return reverse(f"admin:actors_{one.kind}_{page}", args=[pk]) if pk else None
    except NoReverseMatch:
        return None
