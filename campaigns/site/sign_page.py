"""One letter to sign: the advice, the letter, the form; and what stands there instead when somebody cannot sign."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, QueryDict

from actors.sanctions.models import Measure
from campaigns.planning import advice as planned_advice
from campaigns.planning.models import Campaign, RiskAdvice
from campaigns.planning.naming import told_names
from campaigns.planning.safeguards import PERSON_SITUATIONS, opening
from campaigns.signing import signatures
from campaigns.site import gate, pages
from campaigns.site.deeds import given, next_number
from campaigns.site.forms import SignForm
from campaigns.supporters.models import ConsentKind, ConsentText
from campaigns.supporters.wording import can_be_signed_in, consent_texts, own_advice, risk_advice


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
    today: date
    situation: str = ""
    """Whose page it is, where one has to choose."""

    @classmethod
    def find(cls, code: str, key: str, language: str, now: datetime, situation: str = "") -> "SignPage":
        campaign = pages.find_campaign(code)
        page = cls(campaign, pages.find_case(campaign, key, language, now), language, now.date(), situation)
        if not gate.has_page(campaign, situation, page.paused):
            raise Http404
        return page

    @cached_property
    def paused(self) -> dict[str, Measure]:
        """Situations whose advice is being reviewed, each with the newest measure that is why."""
        found: dict[str, Measure] = {}
        for row in planned_advice.paused(self.campaign.organisation_id):
            found.setdefault(row.situation, row.measure)
        return found

    @property
    def about(self) -> str:
        return about_signing(self.case.letter.code, self.case.letter.current_id, self.texts, self.situation)

    def can_sign(self, now: datetime) -> bool:
        return self.case.letter.is_open(now) and can_be_signed_in(self.language, self.campaign.pk)

    def other_language(self, now: datetime) -> str:
        """A language in which the letter can be signed when it is open and cannot be in this one; empty else."""
        if not self.case.letter.is_open(now) or can_be_signed_in(self.language, self.campaign.pk):
            return ""
        codes = (code for code, _name in settings.LANGUAGES if code != self.language)
        return next((code for code in codes if can_be_signed_in(code, self.campaign.pk)), "")

    @cached_property
    def own_advice(self) -> RiskAdvice | None:
        """What somebody whom the measure reaches reads before anything else."""
        return own_advice(self.situation, self.language) if self.situation in PERSON_SITUATIONS else None

    def has_form(self) -> bool:
        """Whether this page is one to sign on. Without its own text in the reader's language it is none."""
        is_reviewed = self.campaign.with_designated and opening(self.campaign) is not None
        needs_text = self.situation in PERSON_SITUATIONS and self.own_advice is None
        pauses = {"is_paused": self.situation in self.paused, "any_paused": bool(self.paused)}
        return gate.may_sign(self.campaign, self.situation, is_reviewed=is_reviewed, **pauses) and not needs_text

    def before(self) -> dict[str, Any]:
        """What the page shows instead of the form."""
        marked = PERSON_SITUATIONS if self.campaign.with_designated else ()
        return {
            "campaign": self.campaign,
            "text": self.campaign.text(self.language),
            "case": self.case,
            "own": self.own_advice,
            "situation": self.situation,
            "measure": self.paused.get(self.situation),
            "paused": self.paused,
            "reached": [row for row in self.all_advice if row.situation in {*marked, *self.paused}],
            "elsewhere": gate.ELSEWHERE,
        }

    @cached_property
    def texts(self) -> list[ConsentText]:
        return consent_texts(self.language)

    def form(self, data: QueryDict | None) -> SignForm:
        named = [target for target in self.case.targets if target.pk in self.told]
        return SignForm(data, letter=self.case.letter, targets=named, texts=self.texts)

    @cached_property
    def told(self) -> set[int]:
        """Targets (pk) that are told names, of those who agree: none of a state that acts against the Court (R10)."""
        return told_names(self.case.targets)

    def check(self, form: SignForm) -> None:
        """Notes on a form that could not be taken what is to be put right, if only that it be sent once more."""
        if given(form, self.about)[0] and form.is_valid():
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
            "number": next_number(form, self.about),
            "untold": [target for target in self.case.targets if target.pk not in self.told],
            "signatories": pages.signatories(self.campaign, self.case.letter),
            "days": signatures.CONFIRM_DAYS,
        }

    @cached_property
    def all_advice(self) -> list[RiskAdvice]:
        return risk_advice(self.language, self.campaign.organisation_id, self.today)

    def _advice(self) -> list[RiskAdvice]:
        """For every situation, but on the page of those elsewhere without those that the measure reaches."""
        marked = PERSON_SITUATIONS if self.campaign.with_designated else ()
        left_out = {*marked, *self.paused} if self.situation == gate.ELSEWHERE else set()
        return [row for row in self.all_advice if row.situation not in left_out]


@dataclass(frozen=True)
class Box:
    """A consent's box with its words."""

    form: Form
    text: ConsentText

    @property
    def bound(self) -> Any:
        return self.form[self.text.kind]
