"""What organisations type, and what their pages show: the closed round, the open form, the public list, a dispute."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from campaigns.endorsing import lists
from campaigns.endorsing.endorsements import Said, details
from campaigns.endorsing.models import Endorsement, Kind, Region, RoundInvitation
from campaigns.letters.models import Version
from campaigns.letters.texts import Text, compose
from campaigns.record.roster import folded
from campaigns.site import pages
from campaigns.site.forms import no_link
from foundation.vault import seals
from foundation.vault.keys import Keys
from foundation.web.forms import AddressField, NumberedForm, one_line
from foundation.web.limits import Limit

OFFERS = Limit("endorse", size=5, every=720)
DISPUTES = Limit("dispute", size=5, every=720)
_PLAIN = [one_line, no_link]


def countries() -> list[tuple[str, Any]]:
    states = sorted(((state.key, state.name) for state in Actor.objects.states()), key=lambda pair: folded(pair[1]))
    return [("", _("Please choose")), *states]


class OrganisationForm(NumberedForm):
    """An organisation and who speaks for it."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160, validators=_PLAIN)
    country = forms.ChoiceField(label=_("Country of its seat"), choices=countries)
    kind = forms.ChoiceField(label=_("What it is"), choices=[("", _("Please choose")), *Kind.choices])
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    statement = forms.CharField(
        label=_("A sentence of yours, shown beside the name"),
        max_length=600,
        required=False,
        validators=[no_link],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write nothing about cases, victims or witnesses: this is not a safe place for it."),
    )
    representative = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=_PLAIN,
        help_text=_("Sealed: only the campaign’s team can open it. It is shown nowhere."),
    )
    role = forms.CharField(label=_("Your role in the organisation"), max_length=120, validators=_PLAIN)

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        if website and not website.startswith(("https://", "http://")):
            raise ValidationError(_("Please give an address that begins with https://."), code="scheme")
        return website

    def said(self, language: str, email: str, region: str = "") -> Said:
        names = ("name", "country", "kind", "website", "statement", "representative", "role")
        return Said(**{name: self.cleaned_data[name] for name in names}, email=email, language=language, region=region)


class OfferForm(OrganisationForm):
    """Any organisation, by itself."""

    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_(
            "From an address of your website’s domain, your button counts at once. From any other, somebody of the "
            "campaign’s team looks first."
        ),
    )


class AnswerForm(OrganisationForm):
    """An organisation that was asked; it may ask that its name be withheld."""

    is_withheld = forms.BooleanField(
        label=_("Withhold our name for safety"),
        required=False,
        help_text=_(
            "Then nothing above is shown or delivered: the public reads “One organisation in” and your region. Only "
            "the campaign’s team can open your name."
        ),
    )
    region = forms.ChoiceField(
        label=_("Region to be shown instead"), required=False, choices=[("", _("Please choose")), *Region.choices]
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_withheld") and not cleaned.get("region"):
            self.add_error("region", _("Please choose the region to be shown instead of your name."))
        return cleaned

    @property
    def shown_region(self) -> str:
        return str(self.cleaned_data["region"]) if self.cleaned_data["is_withheld"] else ""


class CommentForm(NumberedForm):
    words = forms.CharField(label=_("A comment on the text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DisputeForm(NumberedForm):
    words = forms.CharField(
        label=_("What is wrong, and how do you know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    email = AddressField(
        label=_("Your e-mail address, if we may ask back"),
        required=False,
        help_text=_("Sealed, and read by the campaign’s team alone."),
    )


@dataclass
class InvitedPage:
    """The closed round as one organisation sees it: the frozen text, what it may do, what it did."""

    invitation: RoundInvitation
    opened: Keys
    language: str

    @cached_property
    def held(self) -> dict[str, str]:
        return seals.unseal(self.opened, self.invitation.code, self.invitation.sealed)

    @property
    def campaign(self) -> Any:
        return self.invitation.round.letter.campaign

    @property
    def endorsement(self) -> Endorsement | None:
        return getattr(self.invitation, "endorsement", None)

    @property
    def has_declined(self) -> bool:
        return hasattr(self.invitation, "decline")

    @cached_property
    def version(self) -> Version | None:
        return self.invitation.round.text

    @cached_property
    def letter_text(self) -> Text | None:
        version = self.version
        if version is None:
            return None
        letter = self.invitation.round.letter
        targets = letter.targets.select_related("office__actor", "office__kind").order_by("position", "pk")
        first = targets.first()
        words = version.translation(self.language)
        return compose(words, first.office if first else None, organisation=self.campaign.organisation.name)

    def is_open(self, now: datetime) -> bool:
        return self.invitation.round.is_open(now) and self.invitation.round.published_at is None

    def about(self, verb: str) -> str:
        return f"{verb}:{self.invitation.code}"


@dataclass
class EndorsedPage:
    """An endorsement as its organisation sees it."""

    endorsement: Endorsement
    opened: Keys | None

    @cached_property
    def held(self) -> dict[str, str]:
        """All of it; what was sealed is gone once the campaign’s people are erased."""
        row = self.endorsement
        clear = {"name": row.name, "website": row.website, "statement": row.statement}
        return clear | (details(row, self.opened) if self.opened else {})


@dataclass
class ListPage:
    """The public list of one letter, filtered."""

    case: pages.Case
    found: lists.Public
    removed: list[Endorsement]
    country: str
    kind: str

    @classmethod
    def find(cls, case: pages.Case, chosen: dict[str, str], now: datetime) -> "ListPage":
        found = lists.public([case.letter], now)
        removed = lists.removed(case.letter, now)
        return cls(case, found, removed, chosen.get("country", ""), chosen.get("kind", ""))

    @property
    def is_filtered(self) -> bool:
        return bool(self.country or self.kind)

    @cached_property
    def states(self) -> dict[str, str]:
        rows = Actor.objects.filter(key__in={row.country for row in self.found.named})
        return {row.key: row.name for row in rows}

    @property
    def shown(self) -> list[tuple[Endorsement, str]]:
        """Those of the country and kind chosen, each with its country’s name."""
        return [
            (row, self.states.get(row.country, ""))
            for row in self.found.named
            if self.country in {"", row.country} and self.kind in {"", row.kind}
        ]

    @property
    def country_choices(self) -> list[tuple[str, str]]:
        return sorted(self.states.items(), key=lambda pair: folded(pair[1]))

    @property
    def kind_choices(self) -> list[tuple[str, Any]]:
        there = {row.kind for row in self.found.named}
        return [(value, label) for value, label in Kind.choices if value in there]
