"""The page of the admin where a second person confirms at once all that was entered together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.checking import checks, pages, revisions


class BatchPages:
    """Mixed into the queue."""

    admin_site: Any
    opts: Any
    message_user: Any

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.batch_view)
        return [path("batch/", page, name="actors_revision_batch"), *super().get_urls()]  # type: ignore[misc]

    def batch_view(self, request: HttpRequest) -> HttpResponse:
        """Says how many rows of which kinds would be confirmed; does it when told so."""
        user: Any = request.user
        batch = request.POST.get("batch", request.GET.get("batch", ""))
        if not user.has_perm("actors.view_revision") or not user.has_perm(checks.MAY_CHECK):
            raise PermissionDenied
        if request.method == "POST":
            return self._confirm(request, batch)
        found = _waiting(batch)
        kinds = revisions.kinds()
        counted = found.values("kind").annotate(n=Count("pk")).order_by("kind")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _t("Confirm all of “%(batch)s”") % {"batch": batch},
            "batch": batch,
            "queue": _queue(batch),
            "kinds": [(kinds[row["kind"]]._meta.verbose_name_plural, row["n"]) for row in counted],
            "number": sum(row["n"] for row in counted),
            "people": sorted({str(one.entered_by) for one in _one_of_each(found)}),
            "mine": found.filter(entered_by=user).count(),
            "seen": _mark(batch),
        }
        return TemplateResponse(request, "admin/actors/batch.html", context)

    def _confirm(self, request: HttpRequest, batch: str) -> HttpResponse:
        user: Any = request.user
        try:
            with transaction.atomic():
                if _mark(batch) != request.POST.get("seen"):
                    raise checks.Superseded
                done = checks.confirm_batch(batch=batch, by=user, now=timezone.now())
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)
        else:
            words = ngettext("%d entry confirmed.", "%d entries confirmed.", len(done)) % len(done)
            self.message_user(request, words, messages.SUCCESS)
        return redirect(_queue(batch))


def _queue(batch: str) -> str:
    return f"{reverse('admin:actors_revision_changelist')}?{urlencode({'batch': batch})}"


def _waiting(batch: str) -> Any:
    return revisions.waiting().filter(batch=batch) if batch else revisions.waiting().none()


def _one_of_each(found: Any) -> Any:
    """One revision of each person who entered some."""
    newest = found.values("entered_by").annotate(newest=Max("pk")).values("newest")
    return found.filter(pk__in=newest).select_related("entered_by")


def _mark(batch: str) -> str:
    """Changes with what waits of a batch, so that nobody confirms what they did not see."""
    found = _waiting(batch).aggregate(number=Count("pk"), newest=Max("pk"))
    return f"{found['number']}-{found['newest']}"
