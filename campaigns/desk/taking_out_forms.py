"""What staff type to take forged signatures out, and to enter paper ones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.signing.asides import Sign
from campaigns.signing.invalidations import Conditions
from foundation.vault.addresses import OTHER, PROVIDERS


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ConditionsForm(forms.Form):
    """All that is filled in must hold."""

    since = _day(_("Signed on this day or later"))
    until = _day(_("Signed on this day or before"))
    provider = forms.ChoiceField(
        label=_("Mail provider"),
        required=False,
        choices=[("", _("any")), *((name, name) for name in sorted(set(PROVIDERS.values()))), (OTHER, _("another"))],
    )
    country = forms.CharField(label=_("Country, by its two letters"), required=False, max_length=2)
    language = forms.CharField(label=_("Language, by its letters"), required=False, max_length=8)
    sign = forms.ChoiceField(label=_("Set aside because"), required=False, choices=[("", _("any")), *Sign.choices])
    name = forms.CharField(label=_("Exactly this name"), required=False, max_length=120)
    local = forms.CharField(
        label=_("Address before the @"),
        required=False,
        max_length=64,
        help_text=_(
            "With * for any letters and ? for one: “user-????”. Names and addresses are opened to look for it."
        ),
    )
    why = forms.CharField(
        label=_("Why they are taken out"),
        max_length=200,
        help_text=_("Everybody in your organisation reads it, and it stays: name nobody."),
    )

    def conditions(self) -> Conditions:
        said = {name: str(value or "") for name, value in self.cleaned_data.items() if name not in {"why", "sign"}}
        return Conditions(**{**said, "country": said["country"].upper()}, why=self.cleaned_data["sign"])
