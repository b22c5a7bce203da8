"""What staff type about what came back: a reply, a talk, a step, a grade, a quotation."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Office
from actors.positions.models import Position
from campaigns.answering.models import Grade, Reply, Step, Talk
from campaigns.planning.courts import is_forbidden

FACTS = (
    *("names_sanctions", "names_state", "condemns", "calls_for_lifting"),
    *("backs_protection", "announces_measure", "adopts_measure"),
)
READ = {"yes": True, "no": False, "": None}
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]


class DayField(forms.DateField):
    """A day that is over, or today."""

    def __init__(self, *, may_come: bool = False, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
        self.may_come = may_come


class DatedForm(forms.Form):
    """Refuses days that are still to come."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.prefix_id}_%s"
        super().__init__(*args, **kwargs)
        self.today = today

    prefix_id = "id"

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            day = self.cleaned_data.get(name)
            if isinstance(field, DayField) and not field.may_come and day and day > self.today:
                self.add_error(name, ValidationError(_("This day is still to come.")))
        return self.cleaned_data

    def is_empty(self) -> bool:
        """Whether nothing was typed that could be lost."""
        return not any(str(self.data.get(name, "")).strip() for name in self.fields)


class ReplyForm(DatedForm):
    prefix_id = "reply"
    came_on = DayField(label=_("Day on which it came"))
    way = forms.ChoiceField(label=_("How it came"), choices=Reply.Way.choices)
    sender = forms.CharField(label=_("From whom"), max_length=200, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    text = forms.CharField(
        label=_("What it says"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )


class TalkForm(DatedForm):
    prefix_id = "talk"
    on = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What it was"), choices=Talk.Kind.choices)
    whom = forms.CharField(label=_("With whom"), max_length=200, required=False)
    what = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    next_step = forms.CharField(label=_("What comes next"), max_length=300, required=False)
    next_on = DayField(label=_("Until when"), required=False, may_come=True)


class StepForm(DatedForm):
    prefix_id = "step"
    on = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What it was"), choices=Step.Kind.choices)
    words = forms.CharField(
        label=_("What happened, in one sentence"),
        max_length=300,
        help_text=_("Everybody can read it. Say what happened, not why."),
    )
    language = forms.ChoiceField(label=_("Language of the sentence"), choices=LANGUAGES[:2])
    source = forms.URLField(
        label=_("Link to the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Needed for what was asked in parliament, said or done."),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        kinds = {Step.Kind.PARLIAMENT, Step.Kind.SAID, Step.Kind.DONE}
        if self.cleaned_data.get("kind") in kinds and not self.cleaned_data.get("source", "x"):
            self.add_error(
                "source", ValidationError(_("Words and deeds in public need a page where they can be read."))
            )
        return self.cleaned_data


class GradeForm(forms.Form):
    grade = forms.ChoiceField(label=_("What it amounts to"), choices=Grade.choices, widget=forms.RadioSelect)
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Passed on to which office"),
        to_field_name="key",
        required=False,
        empty_label=_("to none"),
        help_text=_("It becomes a target of the campaign. A letter to it needs a second person, as every letter does."),
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = near(reply)  # type: ignore[attr-defined]


def near(reply: Reply) -> Any:
    """Offices that a letter may be passed on to: of the same state or body, but none of the Court or of a judge."""
    own = reply.target.office
    rows = Office.objects.filter(actor=own.actor_id).exclude(pk=own.pk).select_related("actor", "kind")
    allowed = [row.pk for row in rows if not is_forbidden(row)]
    return rows.filter(pk__in=allowed).order_by("key")


class PermissionForm(DatedForm):
    prefix_id = "permit"
    given_on = DayField(label=_("Day on which the office allowed it"))
    how = forms.CharField(label=_("Who said so, and how"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class QuoteForm(forms.Form):
    """Words for the record. Each fact is read from them, or left open."""

    quote = forms.CharField(
        label=_("The words, exactly"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("", _("not read for this")), ("yes", _("yes")), ("no", _("no"))]
        for name in FACTS:
            label = str(Position._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            label = label[:1].upper() + label[1:]
            self.fields[name] = forms.ChoiceField(label=label, choices=answers, required=False)

    def readings(self) -> list[Any]:
        """The fields of the facts."""
        return [self[name] for name in FACTS]

    def facts(self) -> dict[str, bool | None]:
        return {name: READ[self.cleaned_data[name]] for name in FACTS}
