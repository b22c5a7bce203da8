"""What public forms share: a signed number instead of a cookie, plain lines, an address that can be written to."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.vault.addresses import MAX_LENGTH, deliverable


def one_line(text: str) -> None:
    """Refuses what has no place in a name: control characters, line breaks, invisible direction marks."""
    if any(unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for mark in text):
        raise ValidationError(_("Please take out line breaks and invisible characters."), code="characters")


class AddressField(forms.CharField):
    """An e-mail address as people type it; cleaned to one we can write to."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})
        errors = {
            "required": _("Please enter your e-mail address."),
            "max_length": _("This address is too long for any mailbox."),
        }
        super().__init__(max_length=MAX_LENGTH, widget=widget, error_messages=errors, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return deliverable(typed)
        except ValidationError:
            raise ValidationError(
                _("This does not look like an e-mail address. It should read like name@example.org."), code="invalid"
            ) from None


class NumberedForm(forms.Form):
    """A form that carries a signed number of ours instead of a cookie."""

    number = forms.CharField(required=False, max_length=400)

    def refuse_number(self) -> None:
        """The form was open for too long, or its number is not ours: it has to be sent once more, with a fresh one."""
        self.add_error(None, _("This page had been open for too long. Please send the form once more."))
