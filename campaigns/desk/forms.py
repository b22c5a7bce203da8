"""What staff type at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 2000


class WhyForm(forms.Form):
    """A decision says why."""

    why = forms.CharField(label=_("Why"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}))

    def words(self) -> str:
        """What was typed, or nothing where it cannot be kept; the deed refuses nothing."""
        return str(self.cleaned_data["why"]) if self.is_valid() else ""


class OpeningForm(forms.Form):
    reviewer = forms.CharField(label=_("Name of the legal reviewer"), max_length=160)
    advice = forms.CharField(label=_("What the reviewer says"), max_length=MOST, widget=forms.Textarea)

    def words(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_valid() else {"reviewer": "", "advice": ""}
