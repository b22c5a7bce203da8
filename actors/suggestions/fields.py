"""What readers may propose, field by field: one list for each kind of row, and how a value is typed and read again.

Left out is what readers do not see or what only the register's own order decides: keys, confidence and grades, the
step on the scale (it follows from the facts), relations between rows but for a person's home State. Contacts are not
here at all, nor are kinds of row that have no page of their own.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.directory.sourced_forms import Lines, Pairs

FACTS = (
    *("names_sanctions", "names_state", "condemns", "calls_for_lifting"),
    *("backs_protection", "announces_measure", "adopts_measure"),
)
NAMES = tuple(f"name_{language}" for language in ("en", "fr", "es", "ar", "ru", "zh"))
STATUTE = (
    *("statute_signed_on", "statute_deposited_on", "statute_in_force_on"),
    *("withdrawal_notified_on", "withdrawal_effective_on"),
)
WORDS = ("speaker", "quote", "quote_lang")
PROPOSABLE: dict[str, tuple[str, ...]] = {
    "actor": (*NAMES, "region", *STATUTE),
    "ask": ("title_en", "title_fr", "description"),
    "designation": ("role", "on", "until_on", "status", "measure_text"),
    "effect": ("on", "precision", *WORDS),
    "group": ("name_en", "name_fr"),
    "groupmember": ("since_on", "until_on", "name_as_listed"),
    "instrument": ("name_en", "name_fr", "trigger_office", "who_can_use_it", "how_en", "how_fr", "citation"),
    "lever": (),
    "look": ("looked_on", "where"),
    "measure": ("name", "name_fr", "on", "precision", "until_on", "taken_by"),
    "occasion": ("name_en", "name_fr", "on", "until_on"),
    "office": ("title_en", "title_fr", "title_es", "aliases"),
    "person": ("name", "names", "aliases", "home_state"),
    "position": ("on", "precision", *WORDS, "medium", "measure_text", *FACTS),
    "term": ("from_on", "until_on"),
}
"""Kinds of rows about which suggestions are taken, each with its fields in the order of the form."""

STATEMENT = ("coercing_state", "on", "quote", "quote_lang", "speaker")
"""What is typed for words that are missing: fields of a position."""
NEEDED = ("coercing_state", "on", "quote")
"""Without these there is no position."""

MOST = 4000
"""Characters of the longest text."""
_READ = {"yes": True, "no": False, "": None}
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
_TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that let words read as others than they are; the plain marks that Arabic and Hebrew need are not among them."""


def readable(text: str) -> None:
    """Refuses characters that nobody sees and that can make words read as other words; line breaks are fine."""
    if any(mark in _TURNS or (unicodedata.category(mark) in _CONTROLS and mark not in "\r\n\t") for mark in text):
        raise ValidationError(_("Please take out invisible characters."), code="characters")


def form_field(model: type[models.Model], name: str) -> forms.Field:
    """The field of a form in which a value of this column is typed."""
    column: Any = model._meta.get_field(name)
    said: dict[str, Any] = {"label": capfirst(column.verbose_name), "required": not (column.blank or column.null)}
    if isinstance(column, models.JSONField):
        return _lines(column, said)
    if isinstance(column, models.BooleanField):
        answers = [("", _("not read for this"))] if column.null else []
        choices = [*answers, ("yes", _("yes")), ("no", _("no"))]
        return forms.TypedChoiceField(choices=choices, coerce=_READ.__getitem__, empty_value=None, **said)
    if column.choices:
        return forms.ChoiceField(choices=column.get_choices(include_blank=column.blank), **said)
    if isinstance(column, models.ForeignKey):
        states = Actor.objects.public().states().order_by("name_en")
        return forms.ModelChoiceField(states, to_field_name="key", empty_label=_("not said"), **said)
    if isinstance(column, models.DateField):
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **said)
    return _text(column, said)


def _lines(column: Any, said: dict[str, Any]) -> forms.Field:
    each = _("One per line.") if column.default is list else _("One per line: a short name, a colon, the text.")
    area = forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": MOST})
    kind = Lines if column.default is list else Pairs
    return kind(help_text=each, widget=area, validators=[_fits], **said)


def _text(column: Any, said: dict[str, Any]) -> forms.CharField:
    is_long = isinstance(column, models.TextField)
    most = MOST if is_long else column.max_length
    widget: Any = forms.Textarea(attrs={"rows": 4, "dir": "auto"}) if is_long else forms.TextInput({"dir": "auto"})
    return forms.CharField(max_length=most, widget=widget, validators=[readable], **said)


def _fits(value: Any) -> None:
    text = typed(value)
    readable(text)
    if len(text) > MOST or text.count("\n") > 40:
        raise ValidationError(_("This is too long: there is room for %(most)d characters.") % {"most": MOST})


def typed(value: Any) -> str:
    """A value as it is typed, and kept in ``Suggestion.said``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(getattr(value, "key"))  # noqa: B009
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {text}" for name, text in value.items())
    return str(value).replace("\r\n", "\n").strip()


def read(model: type[models.Model], name: str, text: str) -> Any:
    """The value that was typed; raises ``ValidationError`` when it cannot be (any more)."""
    field = form_field(model, name)
    field.required = field.required and bool(text)
    return field.clean(text)


def shown(row: Any, is_open: Callable[[Any, str], bool]) -> dict[str, str]:
    """What the public sees of a row in these fields, as it would be typed; empty where a field is not open to it."""
    names = PROPOSABLE[row._meta.model_name]
    return {name: typed(getattr(row, name)) if is_open(row, name) else "" for name in names}
