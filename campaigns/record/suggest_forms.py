"""What readers propose: values for the fields of a row, or words that are missing, with the page where they stand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.positions.models import Position
from actors.suggestions import fields
from campaigns.record import disclosed
from foundation.web.forms import AddressField, NumberedForm

LANGUAGES = [
    ("", _("not said")),
    *(("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))),
    *(("ar", _("Arabic")), ("ru", _("Russian")), ("zh", _("Chinese"))),
]
_TOO_LONG = {"max_length": _("This is too long: there is room for %(limit_value)d characters.")}
PREFIX = "to_"
"""Before the names of a row's fields, so that none of them meets a field of the form's own."""


class SuggestForm(NumberedForm):
    """What every suggestion has: a source, a comment, whether those concerned write, whom to tell."""

    source = forms.URLField(
        label=_("Link to the page where it can be read"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("The ministry’s or the Court’s own page, a parliament’s record, a press agency."),
        error_messages={
            **_TOO_LONG,
            "required": _("Please give a link: without a source nobody can check it."),
            "invalid": _("This is no link. It should read like https://ministry.example/statement."),
        },
    )
    comment = forms.CharField(
        label=_("What should we know?"),
        max_length=2000,
        required=False,
        validators=[fields.readable],
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_(
            "Write nothing about cases, victims or witnesses, and nothing confidential: this is no safe place."
        ),
        error_messages=_TOO_LONG,
    )
    concerned = forms.BooleanField(
        label=_("I am, or write for, the person or office concerned"),
        required=False,
        help_text=_(
            "Then somebody looks within a day, and what you dispute is shown beside the row, or the row is hidden "
            "while two people look. Say above who you are and how we can make sure."
        ),
    )
    email = AddressField(
        label=_("Tell me what came of it"),
        required=False,
        help_text=_(
            "Your e-mail address, if you like. We write to it once and then erase it, at the latest after 90 days. "
            "Until then it is sealed: those who decide do not see it."
        ),
    )
    topic = forms.CharField(required=False, max_length=200)
    """No person sees it; what fills in every field of a form fills in this one."""

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if not source.lower().startswith(("https://", "http://")):
            raise ValidationError(self.fields["source"].error_messages["invalid"], code="invalid")
        fields.readable(source)
        return source

    def is_trap(self) -> bool:
        return bool(self.data.get("topic"))

    def content(self) -> dict[str, Any]:
        """What is kept of a valid form."""
        own = {name: self.cleaned_data[name] for name in ("source", "comment", "concerned", "email")}
        return {**own, "said": self.said()}

    def said(self) -> dict[str, str]:
        """What is proposed, by the names of the fields, as typed."""
        raise NotImplementedError

    def values(self) -> list[Any]:
        """The bound fields of what is proposed, in order."""
        raise NotImplementedError


class CorrectionForm(SuggestForm):
    """The fields of a row as the public sees them; what differs in the end is what is proposed."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = fields.shown(row, disclosed.is_open)
        for name, text in self.shown.items():
            field = fields.form_field(type(row), name)
            field.required = field.required and bool(text)
            field.error_messages.update(_TOO_LONG)
            self.fields[PREFIX + name] = field
            self.initial[PREFIX + name] = text

    def said(self) -> dict[str, str]:
        typed = {name: fields.typed(self.cleaned_data.get(PREFIX + name)) for name in self.shown}
        return {name: text for name, text in typed.items() if text != self.shown[name]}

    def values(self) -> list[Any]:
        return [self[PREFIX + name] for name in self.shown]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.said() and not found.get("comment"):
            words = _("Nothing differs yet: change a field, or say in words what should be changed.")
            raise ValidationError(words, code="nothing")
        return found


class StatementForm(SuggestForm):
    """Words of a State or body that the record does not have."""

    to_quote = forms.CharField(
        label=_("The words, exactly"),
        max_length=fields.MOST,
        validators=[fields.readable],
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages=_TOO_LONG,
    )
    to_quote_lang = forms.ChoiceField(label=_("Language of the words"), choices=LANGUAGES, required=False)
    to_on = forms.DateField(label=_("Day on which it was said"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, coercing: list[Actor], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        speaker = fields.form_field(Position, "speaker")
        speaker.label, speaker.required = _("Who spoke, with office"), False
        self.fields["to_speaker"] = speaker
        self.fields["to_coercing_state"] = forms.ChoiceField(
            label=_("About measures of"), choices=[(state.key, state.name) for state in coercing]
        )

    def clean_to_on(self) -> date:
        on: date = self.cleaned_data["to_on"]
        if on > self.today:
            raise ValidationError(_("This day has not come yet."), code="future")
        return on

    def said(self) -> dict[str, str]:
        typed = {name: fields.typed(self.cleaned_data.get(PREFIX + name)) for name in fields.STATEMENT}
        return {name: text for name, text in typed.items() if text}

    def values(self) -> list[Any]:
        order = ("quote", "quote_lang", "on", "speaker", "coercing_state")
        return [self[PREFIX + name] for name in order]
