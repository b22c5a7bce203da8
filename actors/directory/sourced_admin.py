"""How rows with provenance behave in the admin, whatever they are."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.checking import pages, redirects, revisions
from actors.checking.merge_plans import MERGEABLE
from actors.directory.sourced_forms import SourcedForm, YesNoUnread, field_for
from foundation.admin import JournaledAdmin

SOURCE = (
    *("source", "source_title", "publisher", "accessed_on", "archived_url", "archived_hash"),
    *("source_grade", "confidence", "confidence_note"),
)
SHOWN = ("caveat_en", "caveat_fr", "unchecked")
BOOKKEEPING = ("public", "data_set_on")
ENTRY = ("said_source", "said_comment", "seen")
NOT_FACTS = frozenset({"id", "key", "code", "revision", "pending", "note", *SOURCE, *SHOWN, *BOOKKEEPING})
REFUSALS = (ValidationError, IntegrityError, revisions.Taken)

ABOUT = ("coercing_state", admin.RelatedOnlyFieldListFilter)
"""A filter by the state whose measures a row is about: only the few there are, not every state."""


class FirstHandWanted(admin.SimpleListFilter):
    """Rows that wait for somebody to read a first-hand source."""

    title = _("first-hand source wanted")
    parameter_name = "wanted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("row", _("the row is not public")), ("field", _("a field is unchecked")), ("any", _("either"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "row":
            return queryset.filter(public=False)
        if self.value() == "field":
            return queryset.exclude(unchecked="")
        return queryset.first_hand_wanted() if self.value() == "any" else queryset


class Origin(admin.SimpleListFilter):
    title = _("entered by")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("set", _("the data set")), ("people", _("a person"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(data_set_on__isnull=self.value() == "people") if self.value() else queryset


class Checking(admin.SimpleListFilter):
    """What waits for a second person, and what somebody disputes."""

    title = _("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waits", _("something waits for a check")),
            ("disputed", _("disputed")),
            ("merged", _("merged into another")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "waits":
            return queryset.filter(pending=True)
        kind = revisions.kind_of(queryset.model)
        if self.value() == "disputed":
            return queryset.filter(key__in=pages.disputed_keys(kind))
        return queryset.filter(key__in=redirects.old_keys(kind)) if self.value() == "merged" else queryset


class SourcedAdmin(JournaledAdmin):
    """What is entered here is a new revision that waits for a second person; nobody edits a fact in place.

    The form of a row begins with what was said last, also when that still waits: who corrects a correction loses
    none of it. The note for curators is no fact and is kept at once.
    """

    form: Any = SourcedForm
    change_form_template = "admin/actors/sourced_form.html"
    change_list_template = "admin/actors/sourced_list.html"
    sections: ClassVar[list[tuple[Any, list[Any]]]] = []
    """Headings with the fields of the row's own facts; empty: all of them under one."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Columns that are no facts and only shown."""
    key_from: ClassVar[tuple[str, ...]] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = [name for name in self.beside if obj is not None]
        chosen = self.sections or [(None, self._own_facts())]
        (heading, first), *others = chosen
        key = [] if obj is None and self._makes_its_key() else ["key"]
        found = [(heading, {"fields": [*key, *first]})]
        found += [(words, {"fields": fields}) for words, fields in others]
        found += [(_("State of it"), {"fields": shown})] if shown else []
        found += [
            (_("Where it comes from"), {"fields": [*SOURCE]}),
            (_("What the public sees"), {"fields": [*SHOWN, *(BOOKKEEPING if obj else ())]}),
            (_("For those who keep the register"), {"fields": ["note"]}),
        ]
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*found, (_("This entry"), {"fields": [*ENTRY], "classes": ["entry"]})] if may else found

    def _own_facts(self) -> list[str]:
        columns = [column for column in self.model._meta.fields if column.name not in NOT_FACTS and column.editable]
        more = [relation.name for relation in self.model._meta.many_to_many]
        return [column.name for column in columns if column.name not in self.model.not_facts] + more

    def _makes_its_key(self) -> bool:
        return bool(self.model._meta.get_field("key").blank)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = (*super().get_readonly_fields(request, obj), *self.beside)
        # Sets of rows are no facts of a revision: on a row that is there, they stay as they are.
        fixed = ("key", *BOOKKEEPING, *(relation.name for relation in self.model._meta.many_to_many))
        return own if obj is None else (*own, *fixed)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if isinstance(db_field, models.BooleanField) and db_field.null:
            kwargs["widget"] = YesNoUnread
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        found = field_for(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name in {"caveat_en", "caveat_fr", "note", "source", "value", "where"}:
            found.widget.attrs["rows"] = 3
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.key_from, form.refused = self.key_from, getattr(request, "refused", None)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        waiting = pages.waiting_of(row) if row is not None and row.pending else None
        if waiting is not None:
            revisions.fill(row, waiting.facts)
        return row

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Who chooses a row for another is not offered one that was merged away."""
        found, may_double = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            found = found.exclude(key__in=redirects.old_keys(revisions.kind_of(self.model)))
        return found, may_double

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> Any:
        """A refusal of the register itself is shown on the form, with everything that was typed."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra)
        except REFUSALS as error:
            request.refused = error  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = context.get("original")
        if row is not None:
            kind = revisions.kind_of(self.model)
            context["stand"] = pages.stand(row)
            context["obstacle"] = pages.obstacle(context["stand"].waiting or row.revision, request.user)  # type: ignore[arg-type]
            about = f"?kind={kind}&key={row.key}"
            if request.user.has_perm("actors.add_dispute"):
                context["dispute_address"] = reverse("admin:actors_dispute_add") + about
            if kind in MERGEABLE and request.user.has_perm("actors.add_merge"):
                context["merge_address"] = reverse("admin:actors_merge_add") + f"?kind={kind}&from_key={row.key}"
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data
        note, seen = obj.note, said.get("seen")
        with transaction.atomic():
            found = self._propose(request, obj, said)
            if change and found is not None and seen is not None and found.number != seen + 1:
                raise ValidationError(
                    _t("Somebody has entered something newer since you opened this page. Open it again and compare.")
                )
            type(obj)._default_manager.filter(pk=obj.pk).update(note=note)
        request.entered = found  # type: ignore[attr-defined]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if not hasattr(formset.model, "fact_names"):
            super().save_formset(request, form, formset, change)
            return
        with transaction.atomic():
            for row in formset.save(commit=False):
                request.entered = self._propose(request, row, form.cleaned_data)  # type: ignore[attr-defined]
        formset.save_m2m()

    def _propose(self, request: HttpRequest, row: Any, said: dict[str, Any]) -> Any:
        return revisions.propose(
            row=row,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            source=said.get("said_source", ""),
            comment=said.get("said_comment", ""),
        )

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *more: Any, **kw: Any
    ) -> None:
        """Django would say that the row was changed; it was not yet."""
        if level == messages.SUCCESS and hasattr(request, "entered"):
            message = self._what_happens_next(request.entered)
        super().message_user(request, message, level, *more, **kw)

    def _what_happens_next(self, entered: Any) -> Any:
        if entered is None:
            return _t("Nothing new was said about the facts: nothing waits for a check.")
        words = _t("Entered. It waits for a second person, and shows in public when they have confirmed it.")
        address = reverse("admin:actors_revision_change", args=[entered.pk])
        return format_html('{} <a href="{}">{}</a>', words, address, _t("What waits"))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every revision with what it changed, who entered and who checked it; and the buttons to check."""
        row = admin.ModelAdmin.get_object(self, request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _t("History of %(row)s") % {"row": row},
            "entries": pages.history(row, request.user),  # type: ignore[arg-type]
            "object": row,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/actors/history.html", context)


class AddOnly:
    """Mixed into an inline: new rows are entered beside their parent, those that are there on a page of their own."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ShownOnly(AddOnly):
    """Mixed into an inline whose rows are entered elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
