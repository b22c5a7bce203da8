"""What can be done with contacts in the admin beside correcting them: seen today, bouncing, dead, the end of a wait."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actors.checking import checks, pages
from actors.directory import channels
from actors.directory.models import Contact


class Seen(forms.Form):
    source = forms.CharField(
        label=_("Where did you see them?"),
        help_text=_("An address or words: it is kept with each contact."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )


class ContactActions:
    """Mixed into the page of contacts. Contacts that nobody vouches for yet are left to the second person."""

    actions: Any = ["seen_today", "mark_bouncing", "mark_dead"]

    @admin.action(permissions=["change"], description=_("Checked today…"))
    def seen_today(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Asks for the source first, and shows what will be marked."""
        form = Seen(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            found = list(queryset)
            try:
                done = channels.see(contacts=found, by=request.user, now=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
            except (ValidationError, checks.NotAllowed) as error:
                self.message_user(request, str(error), messages.ERROR)  # type: ignore[attr-defined]
                return None
            words = ngettext("%d contact was checked today.", "%d contacts were checked today.", done) % done
            if len(found) > done:
                words += " " + _t("Left alone: those that bounce, are dead, or wait for a second person.")
            self.message_user(request, words, messages.SUCCESS)  # type: ignore[attr-defined]
            return None
        rows = queryset.select_related("office__actor", "office__kind", "term__person", "term__office")
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Checked today"),
            "form": form,
            "rows": rows,
            "opts": self.opts,  # type: ignore[attr-defined]
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/actors/seen_today.html", context)

    @admin.action(permissions=["change"], description=_("Mark as bouncing"))
    def mark_bouncing(self, request: HttpRequest, queryset: Any) -> None:
        self._mark(request, queryset, Contact.State.BOUNCING)

    @admin.action(permissions=["change"], description=_("Mark as dead"))
    def mark_dead(self, request: HttpRequest, queryset: Any) -> None:
        self._mark(request, queryset, Contact.State.DEAD)

    def _mark(self, request: HttpRequest, queryset: Any, state: str) -> None:
        done = channels.mark(contacts=list(queryset), state=state, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        words = ngettext("%d contact was marked: no letter goes there.", "%d contacts were marked.", done) % done
        self.message_user(request, words, messages.SUCCESS)  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        end = self.admin_site.admin_view(require_POST(self.end_wait_view))  # type: ignore[attr-defined]
        own = path("<int:pk>/end-wait/", end, name="actors_contact_end_wait")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def end_wait_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A third person lets a channel be used before its 24 hours are over."""
        contact = get_object_or_404(Contact, pk=pk)
        try:
            channels.end_wait(contact=contact, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except checks.SamePerson:
            words = _t("You entered or checked it: somebody else can end the wait, or the 24 hours do.")
            self.message_user(request, words, messages.ERROR)  # type: ignore[attr-defined]
        except pages.REASONS as error:
            self.message_user(request, pages.why(error), messages.ERROR)  # type: ignore[attr-defined]
        else:
            self.message_user(request, _t("Letters may go there from now on."), messages.SUCCESS)  # type: ignore[attr-defined]
        return redirect("admin:actors_contact_change", pk)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = context.get("original")
        if row is not None and row.public and row.usable_from_at and row.usable_from_at > timezone.now():
            may = request.user.has_perm(checks.MAY_CHECK) and request.user.pk not in channels.whose(row)
            context["wait"] = {"until": row.usable_from_at, "may": may}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
