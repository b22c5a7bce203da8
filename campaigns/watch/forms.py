"""What a correspondent types on a phone, and what a curator does to open a sheet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.directory.provenance import Grade
from actors.positions import ledger
from actors.positions.models import Occasion, Position, StanceStep
from actors.sanctions.models import Measure
from actors.watch.forms import sets, states_of
from actors.watch.models import Sheet

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
    ("", _("not said")),
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh", _("Chinese")),
    ("pt", _("Portuguese")),
    ("de", _("German")),
    ("other", _("another")),
]
READ = {"yes": True, "no": False, "": None}
PUBLISHED_BY = [
    (Grade.FIRST_HAND, _("the State itself: its own page, account or parliament")),
    (Grade.PRESS, _("a press agency or newspaper")),
    (Grade.SECONDARY, _("somebody else, who repeats it")),
]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class SayForm(forms.Form):
    """Words of a state on the occasion. What is in ``MORE`` is folded away."""

    quote = forms.CharField(
        label=_("The words, exactly"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    source = forms.URLField(
        label=_("Link to the page"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    source_grade = forms.ChoiceField(
        label=_("The page is published by"), choices=PUBLISHED_BY, widget=forms.RadioSelect
    )
    on = _day(_("Day on which it was said"))
    speaker = forms.CharField(label=_("Who spoke, with office"), max_length=200, required=False)
    quote_lang = forms.ChoiceField(label=_("Language of the words"), choices=LANGUAGES, required=False)
    medium = forms.ChoiceField(label=_("How it was said"), choices=Position.Medium.choices, required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.none(), label=_("About which measure"), required=False, empty_label=_("not said")
    )
    MORE = ("speaker", "quote_lang", "medium", "measure", *FACTS, "stance", "comment")

    def __init__(self, *args: Any, sheet: Sheet, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest
        measures = Measure.objects.public().filter(coercing_state=sheet.coercing_state)
        self.fields["measure"].queryset = measures.order_by("on", "key")  # type: ignore[attr-defined]
        answers = [("", _("not read for this")), ("yes", _("yes")), ("no", _("no"))]
        for name in FACTS:
            label = str(Position._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            label = label[:1].upper() + label[1:]
            self.fields[name] = forms.ChoiceField(label=label, choices=answers, required=False)
        self.fields["stance"] = forms.ModelChoiceField(
            StanceStep.objects.filter(rank__gt=0).order_by("-rank"),
            label=_("If none of these: the step it comes closest to"),
            required=False,
            empty_label=_("as the answers above say"),
        )
        self.fields["comment"] = forms.CharField(label=_("A note to whoever checks it"), max_length=300, required=False)

    def first(self) -> Iterator[Any]:
        """The few fields that everybody fills in."""
        return (field for field in self if field.name not in self.MORE)

    def more(self) -> Iterator[Any]:
        return (field for field in self if field.name in self.MORE)

    @property
    def is_unfolded(self) -> bool:
        """Whether something is to be put right, or was typed, among the folded fields."""
        return self.is_bound and any(field.errors or field.value() for field in self.more())

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"], self.latest)

    def report(self) -> dict[str, Any]:
        """What ``reports.report_words`` takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in FACTS}
        values["quote_lang"] = "" if values["quote_lang"] == "other" else values["quote_lang"]
        return {**values, "facts": {name: READ[self.cleaned_data[name]] for name in FACTS}}


class NothingForm(forms.Form):
    """Looked, and found nothing."""

    where = forms.CharField(
        label=_("Where you looked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the ministry’s news page and its account, until this morning."),
    )
    looked_on = _day(_("On which day"))

    def __init__(self, *args: Any, sheet: Sheet, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest, self.occasion = latest, sheet.occasion

    def clean_looked_on(self) -> date:
        day = _not_to_come(self.cleaned_data["looked_on"], self.latest)
        if self.occasion.on and day < self.occasion.on:
            raise ValidationError(_("That was before the occasion: nothing could be found then."))
        return day


def _not_to_come(day: date, latest: date) -> date:
    if day > latest:
        raise ValidationError(_("This day is still to come."))
    return day


class OpenForm(forms.Form):
    """A curator opens the sheet of an occasion."""

    occasion = forms.ModelChoiceField(
        Occasion.objects.filter(on__isnull=False).order_by("-on", "key"),
        label=_("Occasion"),
        to_field_name="key",
        help_text=_("Of a day that comes every year, enter this year’s own occasion first, with its date."),
    )
    coercing_state = forms.ModelChoiceField(Actor.objects.none(), label=_("About measures of"), to_field_name="key")
    asked = forms.ChoiceField(label=_("Which States are asked"), initial="all")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        states = [state.pk for state in ledger.coercing_states()]
        self.fields["coercing_state"].queryset = Actor.objects.filter(pk__in=states)  # type: ignore[attr-defined]
        self.fields["asked"].choices = sets()  # type: ignore[attr-defined]

    def opening(self) -> dict[str, Any]:
        """What ``sheets.open_sheet`` takes."""
        occasion = self.cleaned_data["occasion"]
        return {
            "occasion": occasion,
            "coercing_state": self.cleaned_data["coercing_state"],
            "actors": states_of(self.cleaned_data["asked"], occasion.on or self.today),
        }
