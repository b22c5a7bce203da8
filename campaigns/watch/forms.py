"""What a correspondent types on a phone, and what a curator does to open a sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.directory.provenance import Grade
from actors.positions import ledger
from actors.positions.models import Occasion, Position, StanceStep

FACTS = (
    "names_sanctions",
    "names_state",
    "condemns",
    "calls_for_lifting",
    "backs_protection",
    "announces_measure",
    "adopts_measure",
)
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh", _("Chinese")),
    ("", _("another")),
]
READ = {"yes": True, "no": False, "": None}
PUBLISHED_BY = [
    (Grade.FIRST_HAND, _("by the State itself (its own page, account or parliament)")),
    (Grade.PRESS, _("by a press agency or newspaper")),
    (Grade.SECONDARY, _("by somebody else, who repeats it")),
]


class SayForm(forms.Form):
    """Words of a state on the occasion."""

    quote = forms.CharField(
        label=_("The words, exactly"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    quote_lang = forms.ChoiceField(label=_("Language of the words"), choices=LANGUAGES, required=False)
    on = forms.DateField(label=_("Day on which it was said"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.URLField(label=_("Link to the page"), max_length=500, assume_scheme="https")
    source_grade = forms.ChoiceField(label=_("This page is published"), choices=PUBLISHED_BY)
    speaker = forms.CharField(label=_("Who spoke, with office"), max_length=200, required=False)
    medium = forms.ChoiceField(label=_("Where"), choices=Position.Medium.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("", _("not read for this")), ("yes", _("yes")), ("no", _("no"))]
        for name in FACTS:
            label = str(Position._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            label = label[:1].upper() + label[1:]
            self.fields[name] = forms.ChoiceField(label=label, choices=answers, required=False)
        self.fields["stance"] = forms.ModelChoiceField(
            StanceStep.objects.exclude(rank=0).order_by("-rank"),
            label=_("If none of these: the step it comes closest to"),
            required=False,
            empty_label=_("as the facts above say"),
        )

    def report(self) -> dict[str, Any]:
        """What ``reports.report_words`` takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in FACTS}
        return {**values, "facts": {name: READ[self.cleaned_data[name]] for name in FACTS}}


class NothingForm(forms.Form):
    """Looked, and found nothing."""

    where = forms.CharField(
        label=_("Where you looked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the ministry’s news page and its account, until this morning."),
    )
    looked_on = forms.DateField(label=_("On which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class OpenForm(forms.Form):
    """A curator opens the sheet of an occasion."""

    occasion = forms.ModelChoiceField(
        Occasion.objects.filter(on__isnull=False).order_by("-on"), label=_("Occasion"), to_field_name="key"
    )
    coercing_state = forms.ModelChoiceField(Actor.objects.none(), label=_("About measures of"), to_field_name="key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [state.pk for state in ledger.coercing_states()]
        self.fields["coercing_state"].queryset = Actor.objects.filter(pk__in=states)  # type: ignore[attr-defined]
