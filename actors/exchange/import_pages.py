"""The pages of an import in the admin: bring a file, see what it would do, enter it, see how far it got."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from actors.checking import revisions
from actors.exchange import entering, export_pages, hints, importers, imports, plans
from actors.exchange.models import Import
from actors.exchange.said import Said
from actors.exchange.tasks import work
from actors.exchange.upload import AT_ONCE, SMALL, Bounded, Upload
from actors.exchange.writing import as_csv
from foundation.admin import JournaledAdmin
from foundation.nudges import nudge

PAGE = 50
MATTERS = ("refused", "changed", "ended", "new")
"""Which lines are shown first, when there are some."""
WORDS = {
    imports.NotNow: _("It cannot be entered as it is. Look at what it says now."),
    imports.Outdated: _("It would do something else now than what you were shown. Look again; nothing was entered."),
}


class Waits(admin.SimpleListFilter):
    """Files that somebody has still to do with."""

    title = _("what is left to do")
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("not entered yet")), ("failed", _("failed, or lines are refused"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "failed":
            return queryset.unfinished().filter(state__in=(Import.State.FAILED, Import.State.REFUSED))
        return queryset.unfinished() if self.value() == "open" else queryset


class ImportAdmin(export_pages.ExportPages, JournaledAdmin):
    """A file is never edited: it is brought, looked through, entered or thrown away."""

    list_display = ["name", "what", "state", "total", "by", "at"]
    list_filter = [Waits, "state", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    search_fields = ["name", "batch"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    change_list_template = "admin/actors/imports.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("data")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what it is"))
    def what(self, one: Import) -> str:
        return importers.every()[one.importer].label

    def get_urls(self) -> list[Any]:
        def own(route: str, view: Callable[..., Any], name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"actors_import_{name}")

        return [
            own("add/", csrf_exempt(self.door), "add"),
            own("<int:pk>/lines.csv", self.refused_view, "refused"),
            own("<int:pk>/progress/", self.progress_view, "progress"),
            own("<int:pk>/say/", require_POST(self.say_view), "say"),
            own("<int:pk>/<slug:deed>/do/", require_POST(self.deed_view), "do"),
            *super().get_urls(),
        ]

    def door(self, request: HttpRequest) -> HttpResponse:
        """Sees to it that no more of a file is kept than may be, before anything reads the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        hand = Bounded(request)
        request.upload_handlers = [hand]
        return csrf_protect(lambda inner: self.upload_view(inner, hand))(request)

    def upload_view(self, request: HttpRequest, hand: Bounded) -> HttpResponse:
        """The form; a file that cannot be read is refused here, with all that was chosen."""
        user: Any = request.user
        known, asked = importers.every(), request.POST.get("what", request.GET.get("what", ""))
        if asked in known and not known[asked].may_be_used_by(user):
            raise PermissionDenied
        context = {"title": _("Bring a file"), "form": Upload(user=user, initial=request.GET.dict()), "said": Said()}
        if request.method != "POST":
            return self._page(request, "import_add.html", context)
        form, said = Upload(request.POST, request.FILES, user=user, is_over=hand.is_over), Said(request.POST)
        if not (form.is_valid() and said.is_valid()):
            return self._page(request, "import_add.html", context | {"form": form, "said": said}, form.status)
        now, given = timezone.now(), form.cleaned_data
        about = {"importer": given["what"], "encoding": given["encoding"], "options": said.kept()}
        row = imports.receive(data=form.bytes, name=given["file"].name, by=user, now=now, **about)
        if form.is_small:
            imports.look_through(row=row, found=form.found, now=now)
        else:
            nudge(work, queue="bulk")
        return redirect("admin:actors_import_change", row.pk)

    def _found(self, request: HttpRequest, pk: int) -> tuple[Import, importers.Importer]:
        row = get_object_or_404(self.get_queryset(request).select_related("by", "entered_by"), pk=pk)
        importer = importers.every()[row.importer]
        if not self.has_view_permission(request) or not importer.may_be_seen_by(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return row, importer

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Where a file is on its way: at work, to be looked at, entered, or failed."""
        row, importer = self._found(request, int(object_id) if object_id.isdecimal() else 0)
        return self._show(request, row, importer)

    def _show(
        self, request: HttpRequest, row: Import, importer: importers.Importer, said: Said | None = None
    ) -> HttpResponse:
        context = {
            "title": row.name,
            "row": row,
            "importer": importer,
            "may": importer.may_be_used_by(request.user),  # type: ignore[arg-type]
            "is_ready": imports.is_ready(row),
            "is_kept": Import.objects.unfinished().filter(pk=row.pk).exists(),
            "changes_nothing": row.state == Import.State.PLANNED and not row.total,
            "unchanged": row.counts.get("unchanged", 0),
            "again": f"{reverse('admin:actors_import_add')}?what={row.importer}&encoding={row.encoding}",
            **(self._lines(request, row) if row.counts else {}),
            **(self._progress(row) if row.is_at_work else {}),
            **(self._said(row) if said is None and importer.takes_rules else {"said": said}),
        }
        if row.state == Import.State.ENTERED:
            waiting = revisions.waiting().filter(batch=row.batch).count()
            queue = f"{reverse('admin:actors_revision_changelist')}?batch={row.batch}"
            context |= {"waiting": waiting, "queue": queue}
        else:
            same = Import.objects.filter(sha256=row.sha256, importer=row.importer, state=Import.State.ENTERED)
            context["before"] = same.exclude(pk=row.pk).defer("data").order_by("-at").first()
        return self._page(request, "import.html", context, 422 if said is not None else 200)

    def _said(self, row: Import) -> dict[str, Any]:
        return {"said": Said(initial=row.options), "out": len(row.options.get("leave_out") or [])}

    def _lines(self, request: HttpRequest, row: Import) -> dict[str, Any]:
        """One page of what the lines would do, by what is asked for, and the numbers that lead there."""
        asked = request.GET.get("state", "")
        first = next((name for name in MATTERS if row.counts.get(name)), "all")
        state = asked if asked in (*plans.STATES, "all") else first
        found = row.lines.order_by("position")
        found = found.filter(state=state) if state != "all" else found
        labels = state_labels()
        tabs = [(name, labels[name], row.counts.get(name, 0), name == state) for name in plans.STATES]
        tabs.append(("all", _t("all lines"), sum(row.counts.values()), state == "all"))
        kinds = {kind: model._meta.verbose_name for kind, model in revisions.kinds().items()}
        page = Paginator(found, PAGE).get_page(request.GET.get("page"))
        said = {"new": _t("New"), "changed": _t("Changed"), "ended": _t("Ended")}
        lines = [(line, kinds.get(line.kind, line.kind), said.get(line.state, "")) for line in page]
        return {"tabs": tabs, "state": state, "page": page, "lines": lines}

    def _progress(self, row: Import) -> dict[str, Any]:
        done, total = hints.seen(row.code) if row.state == Import.State.ENTERING else (0, 0)
        return {"row": row, "done": done, "all": total or row.total, "left": (total or row.total) - done}

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far it got, for a page that asks again by itself; the whole page anew when it is over."""
        row, _importer = self._found(request, pk)
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect("admin:actors_import_change", pk)
        if not row.is_at_work:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(request, "admin/actors/_import_progress.html", self._progress(row))

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Enters what was shown, looks through it anew, or throws it away."""
        row, importer = self._found(request, pk)
        if deed not in {"enter", "again", "discard"} or not importer.may_be_used_by(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        self._do(getattr(self, f"_do_{deed}"), row, request)
        return redirect("admin:actors_import_change", pk)

    def say_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says more of a list of people, leaves entries out or takes them back in; it is looked through anew."""
        row, importer = self._found(request, pk)
        if not importer.takes_rules or not importer.may_be_used_by(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        said = Said(request.POST)
        if not said.is_valid():
            return self._show(request, row, importer, said)
        before = [] if "take_back" in request.POST else row.options.get("leave_out") or []
        out = sorted({*before, *request.POST.getlist("leave_out")})
        self._do(self._do_again, row, request, said.kept() | {"leave_out": out})
        return redirect("admin:actors_import_change", pk)

    def _do(self, deed: Callable[..., None], row: Import, request: HttpRequest, *more: Any) -> None:
        try:
            deed(row, request, *more)
        except tuple(WORDS) as error:
            self.message_user(request, WORDS[type(error)], messages.ERROR)

    def _do_enter(self, row: Import, request: Any) -> None:
        now = timezone.now()
        if not imports.begin(row=row, shown=request.POST.get("shown", ""), by=request.user, now=now):
            self.message_user(request, _t("Somebody has said so already: it is entered once."), messages.WARNING)
        elif row.total <= AT_ONCE:
            entering.work(pk=row.pk, now=now)
        else:
            nudge(work, queue="bulk")

    def _do_again(self, row: Import, request: Any, options: dict[str, Any] | None = None) -> None:
        now = timezone.now()
        imports.look_again(row=row, by=request.user, now=now, options=options)
        if row.size <= SMALL and sum(row.counts.values()) <= AT_ONCE:
            entering.work(pk=row.pk, now=now)
        else:
            nudge(work, queue="bulk")

    def _do_discard(self, row: Import, request: Any) -> None:
        imports.discard(row=row, by=request.user, now=timezone.now())
        self.message_user(request, _t("The file is thrown away."), messages.SUCCESS)

    def refused_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The refused lines with their reasons, to mend them where the file is kept."""
        row, _importer = self._found(request, pk)
        found = row.lines.filter(state="refused").order_by("position").iterator(chunk_size=500)
        cells = ([str(line.number), line.place, line.kind, line.key, line.label, line.reason] for line in found)
        pieces = as_csv(["line", "place", "kind", "key", "row", "reason"], cells)
        answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="refused-{row.code[:8]}.csv"'
        return answer

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/actors/{template}", context, status=status)


def state_labels() -> dict[str, str]:
    """What a line of a file would do, in the words of its tab."""
    return {
        "new": _t("new rows"),
        "changed": _t("rows that change"),
        "ended": _t("terms that end"),
        "unchanged": _t("say nothing new"),
        "refused": _t("refused"),
    }
