"""What the pages behind a mailed link are made of: the confirmation, the supporter's own page."""

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from campaigns.letters.texts import RIGHT_TO_LEFT
from campaigns.planning.models import Campaign
from campaigns.signing import asking, codes, quiet, signatures
from campaigns.signing.models import Signature
from campaigns.supporters import links as own_links
from campaigns.supporters import people, professions
from campaigns.supporters.models import Consent, ConsentKind, Supporter, TakenBack
from foundation.vault.keys import Keys
from foundation.web.carried import Carried

_ANSWERS = {
    ConsentKind.COUNTED: _("Counted"),
    ConsentKind.NAMED: _("Named to the offices addressed"),
    ConsentKind.SHOWN: _("Shown in public"),
    ConsentKind.INFORMED: _("Kept informed of this campaign"),
    ConsentKind.INFORMED_MORE: _("Told of other campaigns"),
    ConsentKind.PARTNER: _("Passed to a partner"),
}


@dataclass
class ConfirmPage:
    """What somebody is asked to confirm."""

    signature: Signature
    opened: Keys
    language: str
    brought: Carried
    now: datetime

    @property
    def campaign(self) -> Campaign:
        return self.signature.supporter.campaign

    @cached_property
    def details(self) -> people.Details:
        return people.details(self.signature.supporter, self.opened)

    @cached_property
    def words(self) -> Any:
        return self.signature.version.translation(self.language)

    @property
    def direction(self) -> str:
        return "rtl" if self.words.language in RIGHT_TO_LEFT else "ltr"

    @property
    def text(self) -> Any:
        return self.campaign.text(self.language)

    @cached_property
    def consents(self) -> list[Consent]:
        return list(self.signature.supporter.consents.select_related("text", "partner").order_by("pk"))

    @property
    def answers(self) -> list[tuple[Any, bool, str]]:
        """Each consent of the form in two words, whether it was given, and to which partners."""
        given = {row.text.kind for row in self.consents}
        partners = ", ".join(row.partner.name for row in self.consents if row.partner)
        return [
            (words, kind in given, partners if kind == ConsentKind.PARTNER else "") for kind, words in _ANSWERS.items()
        ]

    @property
    def own_token(self) -> str:
        return own_links.own_token(self.signature.supporter, self.opened)

    @property
    def good_until(self) -> date:
        """The last day on which the button counts; what nobody confirmed by then is erased."""
        return self.signature.signed_on + timedelta(days=signatures.CONFIRM_DAYS)

    @property
    def stage(self) -> str:
        """What has been answered: ``agreed``, ``refused``, both (``code``), or nothing yet (``asked``)."""
        if self.signature.is_agreed:
            return "agreed"
        if self.signature.is_doubted:
            return "code"
        return "refused" if self.signature.said_no_at else "asked"

    @property
    def minutes(self) -> int:
        """How long an answer waits for the other button."""
        return math.ceil(settings.CONFIRM_WAIT / 60)

    def answer(self, says: str, *, typed: str) -> str:
        """Gives the answer of a button; says what was not good about it, if anything. Raises Expired or Closed."""
        deed = {"yes": signatures.confirm, "no": signatures.refuse}.get(says)
        if deed is None:
            return "unclear"
        proven = False
        if self.stage == "code":
            proven = codes.proves(signature=self.signature, opened=self.opened, typed=typed, now=self.now)
            if not proven:
                return "code"
        # Where it counts already, the page that follows says so, and where to leave.
        with suppress(signatures.Settled):
            deed(signature=self.signature, now=self.now, proven=proven)
        return ""

    def renewed(self) -> "ConfirmPage | None":
        """The same page as things are now; None when there is nothing to confirm any more."""
        found = signatures.find(self.brought.token)
        return ConfirmPage(*found, self.language, self.brought, self.now) if found else None

    @property
    def is_expired(self) -> bool:
        return self.signature.is_expired(self.now, signatures.CONFIRM_DAYS)

    @property
    def can_type(self) -> bool:
        """Whether the code that was mailed last is still good."""
        return codes.is_good(self.signature.doubt, self.now)

    @property
    def can_mail_again(self) -> bool:
        """Whether today's code was not mailed yet."""
        return self.signature.doubt.mailed_on < self.now.date()

    @property
    def settles_at(self) -> datetime | None:
        """When what was answered becomes final."""
        said = self.signature.said_yes_at or self.signature.said_no_at
        return said + timedelta(seconds=settings.CONFIRM_WAIT) if said else None

    @cached_property
    def quiet_ticket(self) -> str:
        return quiet.ticket(signature=self.signature, opened=self.opened, now=self.now)


@dataclass
class OwnPage:
    """A supporter's own page."""

    supporter: Supporter
    opened: Keys
    brought: Carried

    @property
    def campaign(self) -> Campaign:
        return self.supporter.campaign

    @property
    def text(self) -> Any:
        return self.campaign.text()

    @cached_property
    def details(self) -> people.Details:
        return people.details(self.supporter, self.opened)

    @cached_property
    def signed(self) -> list[Signature]:
        rows = self.supporter.signatures.select_related("letter", "version", "doubt", "reminder").prefetch_related(
            "version__translations"
        )
        return list(rows.order_by("pk"))

    @cached_property
    def consents(self) -> list[Consent]:
        return list(self.supporter.consents.select_related("text", "partner").order_by("pk"))

    @property
    def waiting(self) -> list[tuple[Signature, str]]:
        """What is signed and not final yet, each with the token of its confirmation."""
        return [
            (row, signatures.token(row, self.supporter, self.opened)) for row in self.signed if not row.confirmed_on
        ]

    @property
    def passing_on(self) -> str:
        """What may be told to others: the campaign and its address, and nothing of who tells it."""
        return f"{self.text.title}: {self.text.lead}\n{self._address}"

    @property
    def programs(self) -> list[tuple[str, str]]:
        """Where a plain link opens that text, by name and address. Bluesky has room for 300 characters only."""
        briefly = f"{self.text.title}\n{self._address}"
        return [
            ("WhatsApp", f"https://wa.me/?text={quote(self.passing_on, safe='')}"),
            ("Bluesky", f"https://bsky.app/intent/compose?text={quote(briefly, safe='')}"),
        ]

    @property
    def _address(self) -> str:
        return settings.BASE_URL + reverse("site:campaign", args=[self.campaign.code])

    @property
    def can_leave(self) -> bool:
        """Whether any of it is final: before that, the No behind the other link is the way out."""
        return any(row.confirmed_on for row in self.signed) or not self.signed

    @property
    def agreed(self) -> list[Signature]:
        return [row for row in self.signed if row.is_agreed]

    @cached_property
    def taken_back(self) -> list[TakenBack]:
        return list(self.supporter.taken_back.select_related("text", "partner").order_by("pk"))

    @property
    def may_be_reminded(self) -> bool:
        """Whether a reminder may still come: nothing was said, none came, and none is unwanted."""
        return any(row.is_waiting for row in self.signed) and not (
            hasattr(self.supporter, "no_reminder") or any(hasattr(row, "reminder") for row in self.signed)
        )

    @property
    def is_told(self) -> bool:
        """Whether they chose to be told of answers."""
        return any(row.text.kind == ConsentKind.INFORMED for row in self.consents)

    @property
    def partners(self) -> list[str]:
        """Names of partners that were given the name, or will be."""
        return [row.partner.name for row in self.consents if row.partner]

    @cached_property
    def country(self) -> str:
        """The country's name in the reader's language, or its code."""
        state = Actor.objects.filter(key=self.supporter.country).first() if self.supporter.country else None
        return state.name if state else self.supporter.country

    @property
    def profession(self) -> str:
        return professions.label(self.supporter.profession) or self.supporter.profession

    @property
    def shown_as(self) -> str:
        """In which form the person stands on the open list, once a member let the name pass; only if they agreed."""
        if not any(row.text.kind == ConsentKind.SHOWN for row in self.consents):
            return gettext("not shown")
        return str(people.ShownAs(self.details.shown_as).label)

    @cached_property
    def struck(self) -> list[Any]:
        return [
            row.target.office
            for row in self.supporter.strikes.select_related("target__office__actor", "target__office__kind")
        ]

    @property
    def everything(self) -> dict[str, Any]:
        signed = [
            {
                "letter": row.letter.key,
                "version": row.version.number,
                "fingerprint": row.version.fingerprint,
                "signed_on": row.signed_on.isoformat(),
                "confirmed_on": row.confirmed_on.isoformat() if row.confirmed_on else None,
                "set_aside": row.aside,
            }
            for row in self.signed
        ]
        asked = [
            {
                "letter": row.signature.letter.key,
                "about_version": row.version.number,
                "asked_on": row.asked_on.isoformat(),
                "answer": row.answer,
                "answered_on": row.answered_on.isoformat() if row.answered_on else None,
            }
            for row in asking.of_person(self.supporter)
        ]
        said = people.everything(self.supporter, self.opened)
        return {"campaign": self.text.title, **said, "signatures": signed, "asked_again": asked}
