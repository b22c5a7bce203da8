"""Disputes in the admin: entered by one person, settled by two."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from actors.checking import checks, disputes, pages, queue, revisions
from actors.checking.models import Dispute
from foundation.admin import JournaledAdmin


class Raise(forms.ModelForm):
    """What somebody concerned says of a row, named by kind and key."""

    class Meta:
        model = Dispute
        fields = ["kind", "key", "by_whom", "text", "source", "raised_on", "hides"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, model._meta.verbose_name) for kind, model in revisions.kinds().items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of row"), choices=kinds)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("kind") and found.get("key"):
            model = revisions.kinds()[found["kind"]]
            if not model._default_manager.filter(key=found["key"]).exists():
                self.add_error("key", _("There is no row of this kind with this key."))
        return found


class Open(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("open")),
            ("answered", _("an outcome waits for a second person")),
            ("settled", _("settled")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "settled":
            return queryset.filter(settled_at__isnull=False)
        if self.value() == "answered":
            return queryset.open().filter(settled_by__isnull=False)
        return queryset.open() if self.value() == "open" else queryset


class DisputeAdmin(JournaledAdmin):
    """A dispute is not edited: it is raised, it may hide its row, and two people settle it."""

    form = Raise
    list_display = ["key", "kind", "by_whom", "raised_on", "hides", "settled_by", "settled_at"]
    list_filter = [Open, "hides", "kind"]
    list_select_related = ["settled_by"]
    search_fields = ["key", "by_whom", "text"]
    date_hierarchy = "raised_on"
    ordering = ["-entered_at"]
    fields = ["kind", "key", "by_whom", "text", "source", "raised_on", "hides"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Dispute, form: Any, change: bool) -> None:
        said = {name: form.cleaned_data[name] for name in ("by_whom", "text", "source", "raised_on", "hides")}
        row = disputes.row_of(obj)
        made = disputes.raise_dispute(row=row, by=request.user, now=timezone.now(), **said)  # type: ignore[arg-type]
        obj.pk, obj.code = made.pk, made.code

    def get_urls(self) -> list[Any]:
        deed = self.admin_site.admin_view(require_POST(self.deed_view))
        return [path("<int:pk>/<slug:deed>/do/", deed, name="actors_dispute_do"), *super().get_urls()]

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Hides the row, proposes an outcome, or settles the dispute."""
        dispute = get_object_or_404(Dispute, pk=pk)
        done = {
            "hide": _t("The row is hidden from the public until two people settle this."),
            "answer": _t("The outcome waits for a second person."),
            "settle": _t("Settled. A hidden row is public again, as far as it may be."),
        }
        if deed not in done:
            raise PermissionDenied
        try:
            self._do(deed, dispute, request.POST.get("outcome", ""), request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)
        else:
            self.message_user(request, done[deed], messages.SUCCESS)
        return redirect("admin:actors_dispute_change", pk)

    def _do(self, deed: str, dispute: Dispute, outcome: str, by: Any) -> None:
        now = timezone.now()
        if deed == "hide":
            disputes.hide(dispute=dispute, by=by, now=now)
        elif deed == "answer":
            disputes.propose_outcome(dispute=dispute, outcome=outcome, by=by, now=now)
        else:
            disputes.settle(dispute=dispute, outcome=outcome, by=by, now=now)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """What is disputed and by whom, and what can be done about it now."""
        rows = Dispute.objects.select_related("entered_by", "settled_by", "confirmed_by")
        dispute = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_or_change_permission(request, dispute):
            raise PermissionDenied
        row = disputes.row_of(dispute)
        newest = revisions.of(row).first() if row else None
        user = request.user
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Dispute about %(row)s") % {"row": row or dispute.key},
            "opts": self.opts,
            "dispute": dispute,
            "row": row,
            "row_address": queue.row_address(newest, "change") if newest else None,
            "may_answer": user.has_perm(disputes.MAY_ANSWER),
            "may_settle": user.has_perm(checks.MAY_CHECK) and dispute.settled_by_id != user.pk,
        }
        return TemplateResponse(request, "admin/actors/dispute.html", context)
