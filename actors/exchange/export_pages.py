"""The page of the admin where rows are taken out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from actors.checking import revisions
from actors.exchange import exports, writing


class ExportPages:
    """Mixed into the pages of imports: what comes in goes out."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.exports_view)
        take = self.admin_site.admin_view(require_POST(self.export_view))
        return [
            path("exports/", page, name="actors_import_exports"),
            path("exports/<slug:what>/<slug:form>/", take, name="actors_import_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def exports_view(self, request: HttpRequest) -> HttpResponse:
        """What this person may take out, and in which forms."""
        user: Any = request.user
        kinds = revisions.kinds()
        offered = [(what, forms) for what, forms in exports.offers().items() if exports.may_be_taken_by(what, user)]
        if not offered:
            raise PermissionDenied
        names = {what: capfirst(kinds[what]._meta.verbose_name_plural) for what, _forms in offered if what in kinds}
        names[exports.POPOLO] = _t("Popolo: the public people, bodies, posts and terms")
        names[exports.POPOLO_FULL] = _t("Popolo: the same, all rows, with contacts")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Take rows out"),
            "offered": [(what, names[what], [(form, form.upper()) for form in forms]) for what, forms in offered],
        }
        return TemplateResponse(request, "admin/actors/exports.html", context)

    def export_view(self, request: HttpRequest, what: str, form: str) -> Any:
        """One whole file, written while it is sent."""
        if form not in exports.offers().get(what, ()):
            raise Http404
        now = timezone.now()
        try:
            pieces = exports.take_out(what=what, form=form, by=request.user, now=now)  # type: ignore[arg-type]
        except exports.NotAllowed as error:
            raise PermissionDenied from error
        except writing.TooLong as error:
            words = _t("Row %(row)s holds a text that is too long for XLSX. Take it as CSV.") % {"row": error.row}
            messages.error(request, words)
            return redirect("admin:actors_import_exports")
        answer = StreamingHttpResponse(pieces, content_type=exports.FORMS[form])
        answer["Content-Disposition"] = f'attachment; filename="{what}-{now:%Y-%m-%d}.{form}"'
        return answer
