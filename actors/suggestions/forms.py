"""What a curator decides about a suggestion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import Grade
from actors.positions.models import Occasion, Position, StanceStep
from actors.suggestions import decisions, fields
from actors.suggestions.comparing import Comparison
from actors.watch import reports

_FEW = {"rows": 2, "cols": 80}
_LINKS = [
    (decisions.ADD, _("Name their link beside the row’s sources")),
    (decisions.REPLACE, _("Put their link in the place of the row’s sources")),
    (decisions.KEEP, _("Leave the row’s sources as they are")),
]
_GRADES = [(Grade.FIRST_HAND, _("first-hand")), (Grade.PRESS, _("press")), (Grade.SECONDARY, _("secondary copy"))]


class Decision(forms.Form):
    """What every decision may say to whoever asked to be told."""

    answer = forms.CharField(
        label=_("To whoever suggested it"), required=False, max_length=1500, widget=forms.Textarea(_FEW)
    )

    def __init__(self, data: Any, *, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.comparison = comparison
        if not comparison.suggestion.wants_answer() and not self.fields["answer"].required:
            del self.fields["answer"]

    @property
    def said_answer(self) -> str:
        return str(self.cleaned_data.get("answer", ""))


class Accept(Decision):
    """Fields to take up, what becomes of the sources, and why."""

    chosen = forms.MultipleChoiceField(required=False)
    link = forms.ChoiceField(label=_("Sources"), choices=_LINKS, initial=decisions.ADD, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Why it is entered"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "cols": 80}),
        help_text=_(
            "The second person reads it, and it stands in the row’s history for ever. Leave out who suggested it."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("chosen", "link", "stance", "comment", "answer", "seen")

    def __init__(self, data: Any, *, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(data, comparison=comparison, **kwargs)
        self.fields["chosen"].choices = [(line.name, line.label) for line in comparison.takeable]  # type: ignore[attr-defined]
        self.initial["seen"] = comparison.newest
        if comparison.suggestion.kind == "position" and set(comparison.suggestion.said) & set(fields.FACTS):
            self.fields["stance"] = _stance(_("Step on the scale, as the facts are then"))
            self.initial["stance"] = comparison.row.stance_id
            self.order_fields(self.field_order)

    def readings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("stance",) if self.cleaned_data.get(name)}


class AcceptStatement(Accept):
    """Words that were missing: what the curator reads in them."""

    medium = forms.ChoiceField(label=_("Medium"), choices=Position.Medium.choices, required=False)
    measure_text = forms.CharField(label=_("Measure as named"), max_length=200)
    occasion = forms.ModelChoiceField(
        Occasion.objects.filter(on__isnull=False).order_by("-on"), label=_("Occasion"), required=False
    )
    source_grade = forms.ChoiceField(label=_("Their link is"), choices=_GRADES)

    def __init__(self, data: Any, *, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(data, comparison=comparison, **kwargs)
        del self.fields["link"]
        optional = [line for line in comparison.takeable if not line.needed]
        self.fields["chosen"].choices = [(line.name, line.label) for line in optional]  # type: ignore[attr-defined]
        for name in fields.FACTS:
            self.fields[name] = fields.form_field(Position, name)
        self.fields["stance"] = _stance(_("If no fact says it: the step it comes closest to"))
        self.fields["stance"].required = False
        words = ("medium", "measure_text", "occasion", "source_grade", *fields.FACTS, "stance")
        self.order_fields(["chosen", *words, "comment", "answer", "seen"])

    def readings(self) -> dict[str, Any]:
        said = self.cleaned_data
        facts = {name: said[name] for name in fields.FACTS}
        own = {name: said[name] for name in ("medium", "measure_text", "occasion", "source_grade")}
        return {**own, **facts, "stance": reports.step_of(facts, said["stance"])}


class Refuse(Decision):
    """Not taken up: the reason is kept, and goes to whoever asked."""

    answer = forms.CharField(label=_("Why it is not taken up"), max_length=1500, widget=forms.Textarea(_FEW))
    erase = forms.BooleanField(
        label=_("Erase what was written: it must not be kept (cases, victims, witnesses, private matters)"),
        required=False,
    )


class Raise(Decision):
    """It stands beside the row as a dispute, or hides it."""

    by_whom = forms.CharField(label=_("Raised by (person or office concerned)"), max_length=200)
    text = forms.CharField(
        label=_("What they say, as shown in public"), max_length=4000, widget=forms.Textarea({"rows": 3, "cols": 80})
    )
    hides = forms.BooleanField(label=_("Hide the row while two people look"), required=False)
    field_order = ("by_whom", "text", "hides", "answer")

    def __init__(self, data: Any, *, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(data, comparison=comparison, **kwargs)
        self.initial["text"] = comparison.suggestion.comment if comparison.suggestion.concerned else ""


def _stance(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(StanceStep.objects.exclude(rank=0).order_by("-rank"), label=label)
