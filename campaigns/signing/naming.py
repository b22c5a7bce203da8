"""Names to look at (R14): nothing is named or shown before a member has read it and let it pass.

A name is sealed; reading it is a deed of its own, with a reason, in the journal. The register and a list of public
figures say which names are no ordinary ones; those are decided one by one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from actors.accounts.models import Member, User
from actors.directory.models import Person
from actors.search.folding import UNSPACED, fold
from campaigns.planning import names
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing.models import Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict, Supporter
from campaigns.supporters.people import Details
from foundation.history import journal
from foundation.vault import keys

Verdict = NameVerdict.Verdict
SETTLED = (Verdict.PASSED, Verdict.REFUSED)
A_PAGE = 100
"""So many names are opened at once, and stand in one line of the journal."""
REASONS = ("new_names", "somebody_asked", "complaint")
"""Why a member opens names: asked once for each session of work (R23)."""
_FIGURES = Path(__file__).with_name("public_figures.txt")
_LINK = re.compile(r"https?:|www\.|@|\.(?:com|net|org|info|ru|cn)\b", re.IGNORECASE)
_ODD = re.compile(r"[\d<>{}\[\]|\\/*_=+#$%^&!?]|(.)\1{3}")
_WORDS = range(2, 8)


class NoReason(Exception):
    """Who opens names says why, with one of ``REASONS``."""


@dataclass(frozen=True)
class Reading:
    """A name as a member reads it. ``why`` it is no ordinary one: ``register``, ``figure``, ``link``, ``odd``, or
    empty; ``seen`` says which text was read."""

    supporter: Supporter
    details: Details
    why: str
    seen: str
    kinds: tuple[str, ...]
    verdict: NameVerdict | None = None

    @property
    def was_reported(self) -> bool:
        """Whether somebody said in public that the name is not theirs."""
        return self.verdict is not None and self.verdict.member_id is None


@dataclass(frozen=True)
class Known:
    """Whose names are looked for, folded: persons of the register, and public figures."""

    register: frozenset[str]
    figures: frozenset[str]

    def why(self, name: str) -> str:
        """Why a name is no ordinary one; empty when it is."""
        folded = fold(name)
        if any(names.stands_in(known, folded) for known in self.register):
            return "register"
        if any(names.stands_in(known, folded) for known in self.figures):
            return "figure"
        if _LINK.search(name):
            return "link"
        is_odd = _ODD.search(name) or (len(name.split()) not in _WORDS and not has_no_spaces(folded))
        return "odd" if is_odd else ""


def known() -> Known:
    """Two queries."""
    register = {text for person in names.persons() for text in _spellings(person)}
    return Known(frozenset(register), public_figures())


def _spellings(person: Person) -> set[str]:
    """Whole names only, for many share a family name; the first and the last word of one stand for it too."""
    words = fold(person.name).split()
    short = {f"{words[0]} {words[-1]}"} if len(words) > 2 else set()
    return {text for text in names.spellings(person) if " " in text or has_no_spaces(text)} | short


def has_no_spaces(folded: str) -> bool:
    """Whether its script writes no spaces between words, as Chinese does not."""
    return bool(folded) and unicodedata.name(folded[0], "").startswith(UNSPACED)


@cache
def public_figures() -> frozenset[str]:
    """The packaged list, folded: one name a line, other spellings after a semicolon."""
    lines = _FIGURES.read_text(encoding="utf-8").splitlines()
    spelled = (text for line in lines if not line.startswith("#") for text in line.split(";"))
    return frozenset(folded for text in spelled if (folded := fold(text)))


def waiting(campaign: Campaign) -> QuerySet[Supporter]:
    """Supporters of whom a signature counts, who agreed to be named or shown, and whose name nobody has read."""
    return _asked(campaign).filter(name_verdict=None)


def given(campaign: Campaign, verdict: str) -> QuerySet[Supporter]:
    """The same with this verdict, to look back on."""
    return _asked(campaign).filter(name_verdict__verdict=verdict)


def unread(campaigns: Iterable[Campaign]) -> dict[int, int]:
    """By campaign (pk): how many names wait to be read, or are held."""
    rows = _all_asked().filter(campaign__in=list(campaigns)).exclude(name_verdict__verdict__in=SETTLED)
    return dict(rows.order_by().values_list("campaign").annotate(Count("pk")))


def _asked(campaign: Campaign) -> QuerySet[Supporter]:
    return _all_asked().filter(campaign=campaign).order_by("pk")


def _all_asked() -> QuerySet[Supporter]:
    mine = {"supporter": OuterRef("pk")}
    agreed = Consent.objects.filter(**mine, text__kind__in=(ConsentKind.NAMED, ConsentKind.SHOWN))
    return Supporter.objects.filter(Exists(agreed), Exists(Signature.objects.counting().filter(**mine)))


def read(*, campaign: Campaign, supporters: Sequence[Supporter], why: str, by: User, now: datetime) -> list[Reading]:
    """Opens the names of these supporters (at most ``A_PAGE``) for a member, and notes in the journal that it was done.

    Raises NotAllowed, NoReason, or ``keys.KeyGone`` once the campaign is shredded.
    """
    member_of(campaign, by)
    if why not in REASONS:
        raise NoReason
    opened, whose = keys.open_scope(campaign.scope), list(supporters[:A_PAGE])
    agreed = _agreed(whose)
    verdicts = NameVerdict.objects.in_bulk([row.pk for row in whose], field_name="supporter_id")
    looked_for = known() if whose else Known(frozenset(), frozenset())
    with transaction.atomic():
        if whose:
            _note(campaign, "names.read", by, now, number=len(whose), why=why)
    rows = []
    for row in whose:
        held_details = people.details(row, opened)
        said = looked_for.why(held_details.name)
        rows.append(Reading(row, held_details, said, seen(row), agreed.get(row.pk, ()), verdicts.get(row.pk)))
    return rows


def _agreed(supporters: Iterable[Supporter]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = Consent.objects.filter(supporter__in=supporters, text__kind__in=(ConsentKind.NAMED, ConsentKind.SHOWN))
    for supporter, kind in rows.order_by("pk").values_list("supporter", "text__kind"):
        if kind not in found.get(supporter, ()):
            found[supporter] = (*found.get(supporter, ()), kind)
    return found


def seen(supporter: Supporter) -> str:
    """Names what is sealed now: a decision about what was read before is none about what stands there since."""
    return hashlib.sha256(bytes(supporter.sealed)).hexdigest()[:24]


def decide(*, campaign: Campaign, verdict: str, chosen: dict[str, str], by: User, now: datetime) -> int:
    """Gives one verdict on some names: code of the supporter -> what was ``seen``. Returns how many took it.

    Left alone: whoever changed the name since, has left, is of another campaign, or has this verdict already.
    """
    member, codes = member_of(campaign, by), list(chosen)[:A_PAGE]
    done = 0
    with transaction.atomic():
        rows = _asked(campaign).filter(code__in=codes).select_for_update(of=("self",))
        for row in rows:
            if seen(row) == chosen[row.code]:
                done += _give(row, Verdict(verdict), member, now)
        if done:
            _note(campaign, f"names.{verdict}", by, now, number=done)
    return done


def sort_out(
    *, campaign: Campaign, passed: dict[str, str], held: dict[str, str], by: User, now: datetime
) -> tuple[int, int]:
    """A page in one press: what a member left ticked passes, what they unticked is held (see ``decide``)."""
    with transaction.atomic():
        said: dict[str, Any] = {"campaign": campaign, "by": by, "now": now}
        return decide(verdict=Verdict.PASSED, chosen=passed, **said), decide(verdict=Verdict.HELD, chosen=held, **said)


def _give(supporter: Supporter, verdict: str, member: Member, now: datetime) -> bool:
    if NameVerdict.objects.filter(supporter=supporter, verdict=verdict, member__isnull=False).exists():
        return False
    said = {"verdict": verdict, "member": member, "on": now.date()}
    NameVerdict.objects.update_or_create(supporter=supporter, defaults=said)
    return True


def _note(campaign: Campaign, deed: str, by: User, now: datetime, **detail: str | int) -> None:
    journal.write(
        deed=deed, by=by, subject=("campaign", campaign.code), scope=campaign.scope, now=now, detail={**detail}
    )
