"""What became of an approved letter, for its page: texts that followed, who was asked again, offices added later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from actors.directory.contacts import Contact
from actors.directory.models import Office
from campaigns.desk.sheets import Sheet
from campaigns.letters import addressing, corrections, differences, later_targets
from campaigns.letters.differences import Difference
from campaigns.letters.models import Approval, Edition, LaterTarget, Version
from campaigns.letters.texts import fingerprint
from campaigns.planning.courts import is_forbidden
from campaigns.signing import asking
from campaigns.signing.models import Asking, Signature

FURTHER = ("de", "el", "en", "es", "fr", "it", "nl", "pt", "ru", "tr", "uk")
"""Languages a letter can be given later: those whose letters can be set on paper with the fonts we bring."""
MOST = 20


@dataclass(frozen=True)
class Stage:
    """One version: what it followed, and who let it go."""

    version: Version
    edition: Edition | None
    approval: Approval | None
    signatures: int


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for a second person, beside the text people sign now. ``seen`` is what they agree to."""

    version: Version
    edition: Edition | None
    differences: list[Difference]
    further: list[str]
    seen: str
    unread: list[str]
    """Further languages in which nobody can sign yet, for the privacy notice is missing."""


@dataclass(frozen=True)
class ProposedOffice:
    """A proposed office with where a letter to it would go."""

    row: LaterTarget
    words: dict[str, str]
    contact: Contact | None
    mark: str
    is_own: bool


@dataclass(frozen=True)
class Asked:
    """How many were asked again about the text open now, and what they said; ``earlier`` counts under other texts."""

    number: int
    yes: int
    no: int
    earlier: int


@dataclass(frozen=True)
class Changes:
    stages: list[Stage]
    waiting: Waiting | None
    asked: Asked
    proposed: list[ProposedOffice]
    added: list[LaterTarget]


def changes(sheet: Sheet, now: datetime) -> Changes:
    """Everything the page shows; a fixed number of statements, but for offices that wait for approval."""
    later = LaterTarget.objects.filter(letter=sheet.letter).select_related(
        "target__office__actor", "target__office__kind", "member__user", "approver__user"
    )
    rows = list(later.order_by("pk"))
    return Changes(
        stages=_stages(sheet),
        waiting=_waiting(sheet),
        asked=_asked(sheet),
        proposed=[_proposed(sheet, row, now) for row in rows if row.approved_at is None],
        added=[row for row in rows if row.approved_at is not None],
    )


def _stages(sheet: Sheet) -> list[Stage]:
    counted = Signature.objects.counting().filter(letter=sheet.letter).values_list("version")
    numbers = dict(counted.annotate(Count("pk")))
    rows = Version.objects.filter(letter=sheet.letter).select_related(
        "author__user", "edition__of", "approval__member__user"
    )
    return [
        Stage(row, getattr(row, "edition", None), getattr(row, "approval", None), numbers.get(row.pk, 0))
        for row in rows.order_by("-number")
    ]


def _waiting(sheet: Sheet) -> Waiting | None:
    version, current = sheet.version, sheet.current
    if version is None or current is None or version.frozen_at is not None:
        return None
    further = corrections.further_languages(version, current)
    noticed = set(sheet.letter.campaign.notices.values_list("language", flat=True))
    shown = {code for code, _name in settings.LANGUAGES}
    return Waiting(
        version=version,
        edition=Edition.objects.select_related("of").filter(version=version).first(),
        differences=differences.between(current, version),
        further=further,
        seen=fingerprint(version),
        unread=sorted(shown & set(further) - noticed),
    )


def _asked(sheet: Sheet) -> Asked:
    rows = Asking.objects.filter(signature__letter=sheet.letter, version=sheet.letter.current_id)
    said = rows.aggregate(
        number=Count("pk"),
        yes=Count("pk", filter=Q(answer=Asking.Answer.YES)),
        no=Count("pk", filter=Q(answer=Asking.Answer.NO)),
    )
    return Asked(**said, earlier=asking.stayed(sheet.letter).count())


def _proposed(sheet: Sheet, row: LaterTarget, now: datetime) -> ProposedOffice:
    target = later_targets.fresh(row.target_id)
    texts = sheet.current.translations.all() if sheet.current else []
    languages = [text.language for text in texts]
    contact = addressing.address_of(target, now)
    language = contact.language if contact and contact.language in languages else (languages or ["en"])[0]
    return ProposedOffice(
        row=row,
        words=addressing.words_for(target.office, [language], now)[language],
        contact=contact,
        mark=addressing.mark(target, languages, now),
        is_own=row.member.user_id == sheet.member.user_id,
    )


def further_languages(sheet: Sheet) -> list[str]:
    """Languages the letter has not yet."""
    has = {text.language for text in sheet.current.translations.all()} if sheet.current else set()
    return [code for code in FURTHER if code not in has]


def find_offices(sheet: Sheet, wanted: str) -> Sequence[Office]:
    """Offices of the register whose state or body is called so, and which the letter does not reach yet."""
    words = wanted.replace("\x00", "").strip()[:80]
    if len(words) < 2:
        return []
    named = Q(actor__name_en__icontains=words) | Q(actor__name_fr__icontains=words)
    letter = sheet.letter
    known = Q(pk__in=letter.targets.values("office")) | Q(pk__in=letter.copies.values("office"))
    known |= Q(pk__in=letter.later_targets.values("target__office"))
    rows = Office.objects.filter(named, public=True).exclude(known).select_related("actor__part_of", "kind")
    return [row for row in rows.order_by("actor__name_en", "kind__key")[:MOST] if not is_forbidden(row)]
