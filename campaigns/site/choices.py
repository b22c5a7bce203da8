"""The page on which a supporter changes what they agreed to, and in which form they are shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Naming, Target
from campaigns.signing import choices
from campaigns.site.deeds import number_of
from campaigns.site.forms import line
from campaigns.site.own import OwnPage
from campaigns.site.sign_page import Box
from campaigns.supporters import people
from campaigns.supporters.models import ConsentKind, ConsentText, Partner
from campaigns.supporters.people import ShownAs
from campaigns.supporters.wording import consent_texts
from foundation.web.deeds import new_number
from foundation.web.forms import NumberedForm


class ChoicesForm(NumberedForm):
    """What holds now, to be changed. To be counted is no choice here: to take that back is to leave."""

    name = line(
        _("Full name"),
        120,
        "name",
        error_messages={"required": _("Please enter your name.")},
        help_text=_("A member of the campaign reads a name again before it is named or shown anywhere."),
    )
    shown_as = forms.ChoiceField(
        label=_("Shown in public as"), required=False, choices=ShownAs.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, page: "ChoicesPage", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.page, self.targets = page, page.targets
        for text in page.texts:
            if text.kind != ConsentKind.PARTNER:
                self.fields[text.kind] = forms.BooleanField(
                    label=capfirst(ConsentKind(text.kind).label), required=False
                )
        for name in page.names_of_boxes():
            self.fields[name] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not clean.get(ConsentKind.SHOWN) or "shown_as" in self.errors:
            return clean
        supporter = self.page.own.supporter
        if not clean.get("shown_as"):
            self.add_error("shown_as", _("Please choose in which form you are shown."))
        elif clean["shown_as"] == ShownAs.PROFESSION and not (supporter.country and supporter.profession):
            self.add_error("shown_as", _("You gave no country and profession: choose your name or your initials."))
        return clean

    def partner_boxes(self) -> list[tuple[Any, Partner]]:
        return [(self[f"partner_{row.organisation.code}"], row) for row in self.page.partners]

    def strike_boxes(self) -> list[tuple[Any, Target]]:
        return [(self[f"strike_{target.code}"], target) for target in self.targets]

    def has_strikes(self) -> bool:
        return any(field.value() for field, _target in self.strike_boxes())


@dataclass
class ChoicesPage:
    """The choices of one supporter, in one language."""

    own: OwnPage
    language: str

    @cached_property
    def texts(self) -> list[ConsentText]:
        return [text for text in consent_texts(self.language) if text.kind != ConsentKind.COUNTED]

    @cached_property
    def partners(self) -> list[Partner]:
        return list(self.own.campaign.partners.select_related("organisation").order_by("pk"))

    @cached_property
    def targets(self) -> list[Target]:
        """Those of the letters that were signed that may be told a name at all."""
        letters = [row.letter_id for row in self.own.signed]
        rows = self.own.campaign.targets.filter(letters__in=letters, naming=Naming.NAMED)
        return list(rows.select_related("office__actor", "office__kind").distinct().order_by("position", "pk"))

    def names_of_boxes(self) -> list[str]:
        partners = [f"partner_{row.organisation.code}" for row in self.partners]
        return partners + [f"strike_{target.code}" for target in self.targets]

    @property
    def about(self) -> str:
        """These choices of this person, under these words: what is kept as proof was on the screen."""
        words = ",".join(str(text.pk) for text in self.texts)
        return f"choices:{self.own.supporter.code}:{words}"

    def form(self, data: QueryDict | None) -> ChoicesForm:
        held, details = self.own.consents, self.own.details
        now: dict[str, Any] = {"name": details.name, "shown_as": details.shown_as}
        now |= {row.text.kind: True for row in held}
        now |= {f"partner_{row.partner.code}": True for row in held if row.partner}
        now |= {f"strike_{row.target.code}": True for row in self.own.supporter.strikes.select_related("target")}
        return ChoicesForm(data, page=self, initial=now)

    def take(self, form: ChoicesForm, now: datetime) -> bool:
        """Makes what was chosen hold; False where the form has to say why not."""
        if number_of(form, self.about) is None or not form.is_valid():
            return False
        clean, supporter = form.cleaned_data, self.own.supporter
        texts = [text for text in self.texts if text.kind == ConsentKind.PARTNER or clean[text.kind]]
        choices.choose(
            supporter=supporter,
            texts=texts,
            partners=[row.organisation_id for row in self.partners if clean[f"partner_{row.organisation.code}"]],
            offered=self.targets,
            struck=[target for target in self.targets if clean[f"strike_{target.code}"]],
            now=now,
        )
        shown_as = clean["shown_as"] or self.own.details.shown_as
        people.rename(supporter=supporter, opened=self.own.opened, name=clean["name"], shown_as=shown_as)
        return True

    def context(self, form: ChoicesForm) -> dict[str, Any]:
        return {
            "page": self.own,
            "campaign": self.own.campaign,
            "form": form,
            "number": new_number(self.about),
            "consents": [Box(form, text) for text in self.texts if text.kind in form.fields],
            "partner_text": next((text for text in self.texts if text.kind == ConsentKind.PARTNER), None),
        }
