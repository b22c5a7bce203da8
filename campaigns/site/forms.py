"""What people type on public pages."""

import re
import unicodedata
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign, Naming, Target
from campaigns.record.roster import folded
from campaigns.supporters.models import ConsentKind, ConsentText, Partner
from campaigns.supporters.people import ShownAs
from campaigns.supporters.professions import Profession
from foundation.web.forms import AddressField, NumberedForm, one_line

_BOX = re.compile(r"(?P<kind>partner|strike)_(?P<code>[0-9a-f]{32})\Z")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def no_link(text: str) -> None:
    if _LINK.search(text):
        raise ValidationError(_("A name cannot hold a link."), code="link")


_TOO_LONG = {"max_length": _("This is too long: there is room for %(limit_value)d characters.")}


def line(label: Any, most: int, autocomplete: str, **kwargs: Any) -> forms.CharField:
    """One line of plain words."""
    errors = _TOO_LONG | kwargs.pop("error_messages", {})
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **kwargs.pop("attrs", {})})
    return forms.CharField(
        label=label, max_length=most, widget=widget, validators=[one_line, no_link], error_messages=errors, **kwargs
    )


class LinksForm(NumberedForm):
    """Asks for the links to one's own page, by address."""

    email = AddressField(label=_("E-mail address"), help_text=_("The one you gave when you signed."))


class SentForm(NumberedForm):
    """A form of a letter as it was sent: checks what was typed, and looks up only what was ticked."""

    name = line(
        _("Full name"),
        120,
        "name",
        attrs={"data-types-name": True},
        error_messages={"required": _("Please enter your name.")},
        help_text=_("As you would sign a letter. Nobody sees it unless you say so below."),
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We write to it so that you can confirm. One address is one signature."),
    )
    town = line(_("Town"), 80, "address-level2", required=False)
    country: forms.Field = forms.CharField(label=_("Country you live in"), required=False, max_length=12)
    profession = forms.ChoiceField(
        label=_("Profession"), required=False, choices=[("", _("I would rather not say")), *Profession.choices]
    )
    shown_as = forms.ChoiceField(
        label=_("Shown in public as"),
        required=False,
        choices=ShownAs.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("A word to the campaign"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages=_TOO_LONG,
        help_text=_("Write nothing about cases, victims or witnesses: this is not a safe place for it."),
    )
    topic = forms.CharField(required=False, max_length=200)
    """No person sees it; what fills in every field of a form fills in this one."""

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        letter_code: str,
        texts: list[ConsentText],
        knows_country: bool = True,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.campaign, self.letter_code, self.texts, self.knows_country = campaign, letter_code, texts, knows_country
        for name in ("country", "profession"):
            if not getattr(campaign, f"asks_{name}"):
                del self.fields[name]
        if not (campaign.asks_country and campaign.asks_profession):
            shown_as = cast(forms.ChoiceField, self.fields["shown_as"])
            shown_as.choices = [choice for choice in ShownAs.choices if choice[0] != ShownAs.PROFESSION]
        for text in texts:
            if text.kind != ConsentKind.PARTNER:
                self.fields[text.kind] = forms.BooleanField(
                    label=capfirst(ConsentKind(text.kind).label),
                    required=text.kind == ConsentKind.COUNTED,
                    error_messages={
                        "required": _("Please tick this box: without it your signature cannot be counted.")
                    },
                )

    def clean_country(self) -> str:
        key: str = self.cleaned_data["country"]
        if key and not self.knows_country:
            raise ValidationError(forms.ChoiceField.default_error_messages["invalid_choice"] % {"value": key})
        return key

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        shown_as = clean.get("shown_as")
        if not clean.get(ConsentKind.SHOWN) or "shown_as" in self.errors:
            return clean
        if not shown_as:
            self.add_error("shown_as", _("Please choose in which form you are shown."))
        elif shown_as == ShownAs.PROFESSION and not (clean.get("country") and clean.get("profession")):
            self.add_error("shown_as", _("To be shown without a name, choose your country and your profession above."))
        return clean

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if any(unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\r\n\t" for mark in note):
            raise ValidationError(_("Please take out invisible characters."), code="characters")
        return note

    def is_trap(self) -> bool:
        return bool(self.data.get("topic"))

    def consents(self) -> list[ConsentText]:
        """The texts that were ticked."""
        chosen = [text for text in self.texts if self.cleaned_data.get(text.kind)]
        if self.chosen_partners:
            chosen += [text for text in self.texts if text.kind == ConsentKind.PARTNER]
        return chosen

    def _ticked(self, kind: str) -> list[str]:
        """Codes of the boxes of a kind that came with the form, whether we offered them or not."""
        found = (_BOX.match(name) for name, value in self.data.items() if value)
        return [box["code"] for box in found if box and box["kind"] == kind]

    @cached_property
    def chosen_partners(self) -> list[int]:
        """Organisations (pk) that the person agreed to be passed to."""
        codes = self._ticked("partner")
        if not codes:
            return []
        offered = self.campaign.partners.filter(organisation__code__in=codes)
        return list(offered.order_by("pk").values_list("organisation", flat=True))

    @cached_property
    def struck(self) -> list[str]:
        """Codes of targets to whom the person does not want to be named."""
        codes = self._ticked("strike")
        if not codes:
            return []
        offered = self.campaign.targets.filter(letters__code=self.letter_code, naming=Naming.NAMED, code__in=codes)
        return list(offered.order_by("pk").values_list("code", flat=True))

    def content(self, language: str) -> dict[str, Any]:
        """What is sealed into the intake row."""
        clean = self.cleaned_data
        return {
            "details": {key: clean.get(key, "") for key in ("name", "email", "town", "note")}
            | {"shown_as": clean.get("shown_as") or ShownAs.INITIALS.value},
            "particulars": {
                "language": language,
                "country": clean.get("country", ""),
                "profession": clean.get("profession", ""),
            },
            "consents": [text.pk for text in self.consents()],
            "partners": self.chosen_partners,
            "struck": self.struck,
        }


class SignForm(SentForm):
    """Signing one letter. Every consent is a box of its own, unticked, with the text that is kept as proof."""

    def __init__(self, *args: Any, letter: Letter, targets: list[Target], texts: list[ConsentText], **kwargs: Any):
        super().__init__(*args, campaign=letter.campaign, letter_code=letter.code, texts=texts, **kwargs)
        self.targets, self.partners = targets, list(letter.campaign.partners.select_related("organisation"))
        if "country" in self.fields:
            self.fields["country"] = forms.ChoiceField(
                label=_("Country you live in"),
                required=False,
                choices=self._countries(),
                widget=forms.Select(attrs={"autocomplete": "country"}),
            )
        for partner in self.partners:
            self.fields[f"partner_{partner.organisation.code}"] = forms.BooleanField(required=False)
        for target in targets:
            self.fields[f"strike_{target.code}"] = forms.BooleanField(required=False)

    @staticmethod
    def _countries() -> list[tuple[str, Any]]:
        states = sorted(((state.key, state.name) for state in Actor.objects.states()), key=lambda pair: folded(pair[1]))
        return [("", _("I would rather not say")), *states]

    def partner_boxes(self) -> list[tuple[Any, Partner]]:
        return [(self[f"partner_{row.organisation.code}"], row) for row in self.partners]

    def strike_boxes(self) -> list[tuple[Any, Target]]:
        return [(self[f"strike_{target.code}"], target) for target in self.targets]

    def has_strikes(self) -> bool:
        """Whether an office was left out when the form was last sent: then the list is open."""
        return any(field.value() for field, _target in self.strike_boxes())
