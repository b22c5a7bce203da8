"""What the page “Risk advice” shows: each situation's text as people read it, and what put it up for review."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from actors.sanctions.models import Measure
from campaigns.planning import advice
from campaigns.planning.advice import Words
from campaigns.planning.models import Campaign, RiskAdvice

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass
class Situation:
    """One situation of the form, with its text in each language and the new measures nobody has looked at."""

    key: str
    texts: list[RiskAdvice]
    measures: list[Measure] = field(default_factory=list)
    today: date | None = None

    @property
    def first(self) -> RiskAdvice:
        return self.texts[0]

    @property
    def is_overdue(self) -> bool:
        return self.today is not None and self.first.review_by < self.today

    @property
    def form(self) -> "AdviceForm":
        initial: dict[str, object] = {"rests_on": self.first.rests_on}
        for text in self.texts:
            initial |= {f"label_{text.language}": text.label, f"advice_{text.language}": text.advice}
        return AdviceForm(initial=initial, prefix=self.key)


def situations(campaign: Campaign, now: datetime) -> list[Situation]:
    """Those to review first. Three queries."""
    listed = advice.court_is_listed(now.date())
    found: dict[str, Situation] = {}
    for row in advice.in_force(campaign.organisation_id, None, court_listed=listed):
        found.setdefault(row.situation, Situation(row.situation, [], today=now.date())).texts.append(row)
    for pause in advice.paused(campaign.organisation_id):
        if pause.situation in found:
            found[pause.situation].measures.append(pause.measure)
    return sorted(found.values(), key=lambda row: (not row.measures, row.first.position))


class AdviceForm(forms.Form):
    """A new version, in every language at once: two languages that say different things would be worse than one."""

    rests_on = forms.CharField(label=_("What it rests on"), max_length=300, required=False)
    review_by = forms.DateField(label=_("To be reviewed by"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for code, name in settings.LANGUAGES:
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Name of the situation (%(language)s)") % {"language": name}, max_length=200
            )
            self.fields[f"advice_{code}"] = forms.CharField(
                label=_("Advice (%(language)s)") % {"language": name},
                max_length=3000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def words(self) -> dict[str, Words]:
        clean = self.cleaned_data
        return {code: Words(clean[f"label_{code}"], clean[f"advice_{code}"]) for code in LANGUAGES}
