"""What the deed pages are made of: the letter beside its form, the confirmation, the supporter's own page."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict

from campaigns.planning.models import Campaign, Naming, RiskAdvice
from campaigns.planning.safeguards import PERSON_SITUATIONS, opening
from campaigns.signing import signatures
from campaigns.site import gate, pages
from campaigns.site.forms import SignForm
from campaigns.supporters.models import ConsentKind, ConsentText
from campaigns.supporters.wording import can_be_signed_in, consent_texts, own_advice, risk_advice
from foundation.web.deeds import Stale, check_number, new_number
from foundation.web.forms import NumberedForm


def number_of(form: NumberedForm, about: str) -> str | None:
    """The number a form came with; None when it is too old or not one of ours, and the form says so."""
    try:
        return check_number(str(form.data.get("number", ""))[:400], about)
    except Stale:
        form.refuse_number()
        return None


def about_signing(letter_code: str, version: int | None, texts: Iterable[ConsentText], situation: str = "") -> str:
    """What a form for signing is about: this text, under these words of consent, on the page of this situation.

    Who had another version on the screen gets the form again beside the new one; what is signed was read.
    """
    consents = ",".join(str(pk) for pk in sorted(text.pk for text in texts))
    said = f"{version}|{consents}" + (f"|{situation}" if situation else "")
    return f"sign:{letter_code}:{hashlib.sha256(said.encode()).hexdigest()[:16]}"


@dataclass
class SignPage:
    """One letter to sign, in one language."""

    campaign: Campaign
    case: pages.Case
    language: str
    situation: str = ""
    """Whose page it is, of a campaign made with or for somebody under a measure."""

    @classmethod
    def find(cls, code: str, key: str, language: str, situation: str = "") -> "SignPage":
        campaign = pages.find_campaign(code)
        if not gate.has_page(campaign, situation):
            raise Http404
        return cls(campaign, pages.find_case(campaign, key, language), language, situation)

    @property
    def about(self) -> str:
        return about_signing(self.case.letter.code, self.case.letter.current_id, self.texts, self.situation)

    def can_sign(self, now: datetime) -> bool:
        return self.case.letter.is_open(now) and can_be_signed_in(self.language)

    @cached_property
    def own_advice(self) -> RiskAdvice | None:
        """What somebody whom the measure reaches reads before anything else."""
        return own_advice(self.situation, self.language) if self.situation in PERSON_SITUATIONS else None

    def has_form(self) -> bool:
        """Whether this page is one to sign on. Without its own text in the reader's language it is none."""
        is_reviewed = self.campaign.with_designated and opening(self.campaign) is not None
        needs_text = self.situation in PERSON_SITUATIONS and self.own_advice is None
        return gate.may_sign(self.campaign, self.situation, is_reviewed=is_reviewed) and not needs_text

    def before(self) -> dict[str, Any]:
        """What the page shows instead of the form."""
        rows = risk_advice(self.language)
        return {
            "campaign": self.campaign,
            "text": self.campaign.text(self.language),
            "case": self.case,
            "own": self.own_advice,
            "situation": self.situation,
            "reached": [row for row in rows if row.situation in PERSON_SITUATIONS],
            "elsewhere": gate.ELSEWHERE,
        }

    @cached_property
    def texts(self) -> list[ConsentText]:
        return consent_texts(self.language)

    def form(self, data: QueryDict | None) -> SignForm:
        named = [target for target in self.case.targets if target.naming == Naming.NAMED]
        return SignForm(data, letter=self.case.letter, targets=named, texts=self.texts)

    def check(self, form: SignForm) -> None:
        """Notes on a form that could not be taken what is to be put right, if only that it be sent once more."""
        if number_of(form, self.about) and form.is_valid():
            form.refuse_number()

    def context(self, form: SignForm | None) -> dict[str, Any]:
        office = pages.find_office(self.case, None)
        return {
            "campaign": self.campaign,
            "text": self.campaign.text(self.language),
            "case": self.case,
            "office": office,
            "letter_text": pages.text_of(self.case, office),
            "form": form,
            "consents": [Box(form, text) for text in self.texts if form and text.kind in form.fields],
            "partner_text": next((text for text in self.texts if text.kind == ConsentKind.PARTNER), None),
            "advice": self._advice(),
            "own": self.own_advice,
            "situation": self.situation,
            "number": new_number(self.about),
            "untold": [target for target in self.case.targets if target.naming != Naming.NAMED],
            "signatories": pages.signatories(self.campaign, self.case.letter),
            "days": signatures.CONFIRM_DAYS,
        }

    def _advice(self) -> list[RiskAdvice]:
        """For every situation, but on the page of those elsewhere without those that the measure reaches."""
        rows = risk_advice(self.language)
        left_out = PERSON_SITUATIONS if self.situation == gate.ELSEWHERE else ()
        return [row for row in rows if row.situation not in left_out]


@dataclass(frozen=True)
class Box:
    """A consent's box with its words."""

    form: SignForm
    text: ConsentText

    @property
    def bound(self) -> Any:
        return self.form[self.text.kind]
