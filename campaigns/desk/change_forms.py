"""What staff type to follow an approved text: other words, or the words of a further language, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.letters.editions import PARTS, Kind, Proposal, Texts
from campaigns.letters.placeholders import BadPlaceholder, check

_LABELS = {"asks": _("What it asks, in one line"), "subject": _("Subject"), "body": _("Text")}
_WHY = _("Why")


def _part(part: str) -> forms.CharField:
    if part == "body":
        area = forms.Textarea(attrs={"rows": 14})
        help_text = _("Paragraphs are separated by an empty line.")
        return forms.CharField(label=_LABELS[part], max_length=20_000, widget=area, help_text=help_text)
    return forms.CharField(label=_LABELS[part], max_length=200)


class _Words(forms.Form):
    """Fields for the parts of one or more languages, named ``<language>-<part>``."""

    def add(self, language: str) -> None:
        for part in PARTS:
            self.fields[f"{language}-{part}"] = _part(part)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, words in list(cleaned.items()):
            if name.rpartition("-")[2] in PARTS:
                try:
                    check(words)
                except BadPlaceholder as wrong:
                    self.add_error(name, _("A blank cannot be filled in: %(what)s") % {"what": wrong})
        return cleaned

    def texts(self, languages: list[str]) -> Texts:
        said = self.cleaned_data
        return {language: {part: said[f"{language}-{part}"] for part in PARTS} for language in languages}


class RewriteForm(_Words):
    """The approved words, to be put otherwise."""

    kind = forms.ChoiceField(
        label=_("This is"),
        widget=forms.RadioSelect,
        choices=[
            (
                Kind.CORRECTION,
                _("an editorial correction: what is asked, of whom, and the meaning stay; signatures too"),
            ),
            (Kind.EDIT, _("a new text: signatures stay with the old one, and those who signed are asked again")),
        ],
    )
    why = forms.CharField(label=_WHY, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            self.add(language)

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """Each language with its fields."""
        return [(language, [self[f"{language}-{part}"] for part in PARTS]) for language in self.languages]

    def proposal(self) -> Proposal:
        return Proposal(self.cleaned_data["kind"], self.texts(self.languages), self.cleaned_data["why"])


class FurtherForm(_Words):
    """The letter in a language it has not yet."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["auto_id"] = "further_%s"
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.add("further")
        self.fields["why"] = forms.CharField(label=_WHY, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def proposal(self) -> Proposal:
        words = self.texts(["further"])["further"]
        return Proposal(Kind.TRANSLATION, {self.cleaned_data["language"]: words}, self.cleaned_data["why"])
