"""The form for a row with provenance: lists one per line, a key made when none is typed, and why it is entered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from actors.checking import revisions


class Lines(forms.Field):
    """A list of texts, one per line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        found = [line.strip() for line in str(value or "").splitlines()]
        return [line for line in dict.fromkeys(found) if line]


class Pairs(forms.Field):
    """Texts by a short name, one per line: ``ar: …``."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}: {text}" for name, text in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        found: dict[str, str] = {}
        for line in filter(None, (line.strip() for line in str(value or "").splitlines())):
            name, colon, text = (part.strip() for part in line.partition(":"))
            if not (name and colon and text):
                raise ValidationError(_("Each line is a short name, a colon and a text. This one is not: %s") % line)
            if name in found:
                raise ValidationError(_("“%s” stands on two lines.") % name)
            found[name] = text
        return found


class YesNoUnread(forms.NullBooleanSelect):
    """A fact that was read and is so, or is not so, or that nobody has read yet."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("not read")), ("true", _("yes")), ("false", _("no"))]


def field_for(column: Any, given: Any) -> Any:
    """The field for a column of JSON or of yes, no or unread; else the one given by Django."""
    if isinstance(column, models.JSONField):
        kind = Lines if column.default is list else Pairs
        each = _("One per line.") if kind is Lines else _("One per line: a short name, a colon, the text.")
        words = f"{column.help_text} {each}" if column.help_text else each
        lines = forms.Textarea(attrs={"rows": 4, "cols": 60})
        return kind(label=capfirst(column.verbose_name), required=False, help_text=words, widget=lines)
    return given


class SourcedForm(forms.ModelForm):
    """Beside the facts: where this entry was read and why it is made, and what the person had before their eyes."""

    key_from: tuple[str, ...] = ()
    """Fields that a key is made of when none is typed."""
    refused: Exception | None = None
    """Why the facts could not be entered, when they have been tried."""

    said_source = forms.CharField(
        label=_("Where this was read"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("An address, or words. It stands in the history of the row."),
    )
    said_comment = forms.CharField(
        label=_("Why it is entered"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("What was wrong or is new: the second person reads it."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "key" in self.fields:
            self.fields["key"].required = not self.key_from
            if self.key_from:
                self.fields["key"].help_text = _("Stays for ever: it is in addresses. Left empty, one is made.")
        if self.instance.pk and "seen" in self.fields:
            newest = revisions.newest_of(revisions.kind_of(type(self.instance)), [self.instance.key])
            self.initial["seen"] = newest[self.instance.key].number if newest else 0

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "key" in self.fields and self.instance.pk is None and not found.get("key") and self.key_from:
            found["key"] = self._fresh_key(found)
        if self.refused is not None:
            self._say(self.refused)
        return found

    def _fresh_key(self, found: dict[str, Any]) -> str:
        parts = [getattr(value, "key", value) for value in map(found.get, self.key_from) if value]
        column = self._meta.model._meta.get_field("key")
        start = "-".join(slugify(str(part)) for part in parts)[: (column.max_length or 60) - 3].strip("-")
        if not start:
            self.add_error("key", _("Type a key: none can be made of what is here."))
        taken = set(self._meta.model._default_manager.filter(key__startswith=start).values_list("key", flat=True))
        return next(key for key in (start, *(f"{start}-{n}" for n in range(2, 1000))) if key not in taken)

    def _say(self, error: Exception) -> None:
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        elif isinstance(error, ValidationError):
            self.add_error(None, error.messages)
        elif isinstance(error, revisions.Taken):
            self.add_error(None, _("The register has this row already, or another row of this key."))
        else:
            self.add_error(None, _("These facts cannot stand together, or contradict another row of the register."))
