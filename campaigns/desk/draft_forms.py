"""What staff type when they write a letter."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from campaigns.letters.editions import PARTS, Texts

LINE, BODY = 200, 20_000


class KeyForm(forms.Form):
    key = forms.CharField(max_length=40, validators=[validate_slug])


class DraftForm(forms.Form):
    """Three parts in each language, and what the letter asks for."""

    ask = forms.CharField(max_length=40, required=False)

    def __init__(self, data: Any, *, languages: list[str]) -> None:
        super().__init__(data)
        self.languages = languages
        labels = {"asks": _("What it asks, in one line"), "subject": _("Subject"), "body": _("Text")}
        for language in languages:
            for name in PARTS:
                most = BODY if name == "body" else LINE
                field = forms.CharField(label=labels[name], max_length=most, required=False)
                self.fields[f"{name}_{language}"] = field

    def texts(self) -> Texts:
        """What was typed, whether it can be kept or not."""
        return {language: {name: self._typed(f"{name}_{language}") for name in PARTS} for language in self.languages}

    def _typed(self, name: str) -> str:
        # Browsers send line ends of two letters; a text has one fingerprint wherever it was typed.
        return str(self.data.get(name, "")).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")

    def too_long(self) -> list[str]:
        """Parts that cannot be kept as they are, with why."""
        return [str(error) for errors in self.errors.values() for error in errors]
