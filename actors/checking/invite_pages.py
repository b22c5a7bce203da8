"""Outside reviewers in the admin: asked from the queue, listed with what they answered, withdrawn."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.checking import checks, invitations, pages
from foundation.admin import JournaledAdmin
from foundation.web.forms import one_line


class Ask(forms.Form):
    """Whom to ask."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[one_line],
        help_text=_("They type it to sign what they answer."),
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    affiliation = forms.CharField(
        label=_("On behalf of"),
        max_length=140,
        validators=[one_line],
        help_text=_("Stands in public beside what they checked, for example a law clinic or a partner."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class AskReviewer:
    """Mixed into the queue: an action on what waits."""

    admin_site: Any
    opts: Any
    message_user: Any

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(invitations.MAY_INVITE)

    @admin.action(permissions=["invite"], description=_("Ask an outside reviewer…"))
    def ask_reviewer(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Asks for the name and address first, and shows what will be read."""
        form = Ask(request.POST if "apply" in request.POST else None)
        found = list(queryset)
        if form.is_valid() and self._ask(request, found, form):
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Ask an outside reviewer"),
            "form": form,
            "rows": found,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/actors/invite.html", context)

    def _ask(self, request: HttpRequest, found: list[Any], form: Ask) -> bool:
        by: Any = request.user
        try:
            invitations.invite(found=found, by=by, now=timezone.now(), **form.cleaned_data)
        except invitations.NothingWaits:
            form.add_error(None, _("Choose up to a hundred entries that wait for a check."))
        except invitations.OwnEntry:
            form.add_error(None, _t("You entered it yourself: it needs somebody else."))
        except checks.SamePerson:
            form.add_error("email", _("This is the address of somebody who entered it, or yours: ask somebody else."))
        except checks.NotAllowed as error:
            form.add_error(None, pages.why(error))
        else:
            self.message_user(request, _t("Asked. The mail is on its way; the address in it is good for seven days."))
            return True
        return False


class InvitationAdmin(JournaledAdmin):
    """Who was asked to read what. Nothing is edited; an open one can be withdrawn."""

    list_display = ["name", "affiliation", "invited_by", "invited_at", "expires_at", "used_at"]
    list_select_related = ["invited_by"]
    search_fields = ["name", "affiliation"]
    date_hierarchy = "invited_at"
    ordering = ["-invited_at"]
    actions = ["withdraw_chosen"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(invitations.MAY_INVITE)

    @admin.action(permissions=["invite"], description=_("Withdraw the chosen"))
    def withdraw_chosen(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            invitations.withdraw(invitation=row, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        self.message_user(request, _t("Withdrawn: the links open nothing any more."), messages.SUCCESS)
