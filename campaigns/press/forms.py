"""What staff write for the press."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign
from campaigns.press.models import PressNote, PressText

NAMES = {"en": _("English"), "fr": _("French")}


class NoteForm(forms.ModelForm):
    """Whom to ask, and until when nothing may be printed, in the campaign's time zone."""

    class Meta:
        model = PressNote
        fields = ["contact_name", "contact_email", "contact_phone", "embargo_until_at"]
        widgets = {"embargo_until_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}


class WordsForm(forms.ModelForm):
    """Words to quote, in one language."""

    class Meta:
        model = PressText
        fields = ["quote", "speaker", "about"]
        widgets = {"quote": forms.Textarea(attrs={"rows": 4}), "about": forms.Textarea(attrs={"rows": 4})}


def words_forms(campaign: Campaign, note: PressNote | None, data: Any = None) -> dict[str, WordsForm]:
    """One form for each language the campaign speaks."""
    texts = {text.language: text for text in note.texts.all()} if note else {}
    languages = sorted(text.language for text in campaign.texts.all())
    return {code: WordsForm(data, instance=texts.get(code), prefix=code) for code in languages}
