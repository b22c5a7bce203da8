"""The form with what the person importing says of a file: where it is from, of which day, and which office is which."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import Confidence
from actors.exchange.documents.options import Options

RULES = """role: Minister of Foreign Affairs; country: KE => KE-foreign-minister
post: speaker => KE-speaker
* => leave out"""


class Said(forms.Form):
    """Kept with the file, and asked again when something is missing. All but the source is for lists of people."""

    source = forms.CharField(
        label=_("Where the file is from"),
        required=False,
        max_length=500,
        help_text=_("An address or words: the second person reads it with every row."),
        widget=forms.TextInput(attrs={"size": 60}),
    )
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day the file speaks of."),
    )
    complete_of = forms.CharField(
        label=_("Complete for"),
        required=False,
        max_length=2000,
        help_text=_(
            "Keys of offices, or of States and bodies, with spaces between them: who holds an office there by the "
            "register and is missing from the file, has ended by that day."
        ),
        widget=forms.TextInput(attrs={"size": 60}),
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"), choices=Confidence.choices, initial=Confidence.LOW, required=False
    )
    everybody = forms.BooleanField(
        label=_("Also people who hold no office of the register"), required=False, initial=False
    )
    contacts = forms.BooleanField(label=_("Also ways to reach them"), required=False, initial=True)
    rules = forms.CharField(
        label=_("Which office is which"),
        required=False,
        max_length=40_000,
        strip=False,
        help_text=_(
            "One rule a line; the first that fits counts. What is still wanted is listed after the first look."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80, "spellcheck": "false", "placeholder": RULES}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            Options.read(self.kept())
        except ValidationError as error:
            for name, found in error.error_dict.items():
                self.add_error(name if name in self.fields else None, found)
        return given

    def kept(self) -> dict[str, Any]:
        """As it is kept: plain values, a date as text."""
        given = self.cleaned_data
        return {**given, "as_of": given["as_of"].isoformat() if given.get("as_of") else ""}

    def of_people(self) -> list[Any]:
        """The fields that are for lists of people only."""
        return [self[name] for name in self.fields if name != "source"]
