"""What staff type to enter signatures on paper."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class LetterField(forms.ModelChoiceField):
    """Letters by what each asks for."""

    def label_from_instance(self, obj: Letter) -> str:
        return str(obj.current.translation().asks) if obj.current else obj.key


class PaperForm(forms.Form):
    """A batch of sheets from one place and day."""

    letter = LetterField(Letter.objects.none(), label=_("Letter"), to_field_name="code", empty_label=None)
    collected_on = forms.DateField(label=_("Collected on"), widget=forms.DateInput(attrs={"type": "date"}))
    collector = forms.CharField(label=_("Collected by"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=120)
    number = forms.IntegerField(label=_("Number of signatures"), min_value=1, max_value=1_000_000)
    scan = forms.CharField(
        label=_("SHA-256 of the scan"),
        required=False,
        max_length=64,
        help_text=_("64 letters and digits, as sha256sum writes them: so that a scan can be proven later."),
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        letters = campaign.letters.filter(opened_at__isnull=False, current__isnull=False).order_by("position", "pk")
        read = letters.select_related("current", "campaign").prefetch_related("current__translations")
        cast(LetterField, self.fields["letter"]).queryset = read

    def clean_collected_on(self) -> date:
        day: date = self.cleaned_data["collected_on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_scan(self) -> str:
        scan = str(self.cleaned_data["scan"]).strip().lower()
        if scan and not _DIGEST.match(scan):
            raise ValidationError(_("This is no SHA-256: it has 64 characters, 0 to 9 and a to f."))
        return scan
