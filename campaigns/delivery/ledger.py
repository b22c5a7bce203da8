"""Releasing letters, and what became of each: at most once per target and round."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from actors.accounts.models import Member, User
from actors.directory.contacts import Contact
from campaigns.delivery import pacing, rounds
from campaigns.delivery.mails import around
from campaigns.delivery.models import Delivery, Way
from campaigns.endorsing import lists
from campaigns.endorsing.rounds import embargo_until
from campaigns.letters.addressing import (
    TARGET_ROWS,
    address_of,
    digest,
    has_other_words,
    is_disputed,
    is_generic,
    wait_of,
)
from campaigns.letters.editions import line_of
from campaigns.letters.models import FirstSignatory, FrozenTarget, Letter, Version
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import member_of
from campaigns.planning.courts import is_forbidden
from campaigns.planning.models import Target
from campaigns.planning.safeguards import undecided_matches
from campaigns.signing import erasure, paper
from campaigns.signing.models import Signature
from foundation.history import journal
from foundation.outbox import post

PURPOSE = "delivery.letter"


class NotApproved(Exception):
    """No version of the letter was approved, or its text is no longer the approved one, or the letter is archived."""


class Unsigned(Exception):
    """Nobody's signature is confirmed, or all are erased already: there is no number to hand over."""


class MatchUndecided(Exception):
    """A name that stands with the letter is that of somebody under a measure, and no owner has decided yet (R17)."""


class Embargoed(Exception):
    """The letter’s embargo is not over."""


@dataclass
class Release:
    """What a release did: letters on their way, targets that were served before, and those held back with why."""

    released: list[Delivery] = field(default_factory=list)
    served: list[Target] = field(default_factory=list)
    held: list[tuple[Target, str]] = field(default_factory=list)


def confirmed(version: Version) -> int:
    """How many confirmed signatures the version has, counted from the rows; none once people were erased (R13)."""
    if erasure.has_parted(version.letter.campaign):
        return 0
    return Signature.objects.counting().filter(version=version).count()


def obstacle(frozen: FrozenTarget, version: Version, now: datetime) -> str:
    """Why this target's letter cannot go now, as a short key; empty when it can."""
    target = frozen.target
    held, contact = frozen.in_force, address_of(target, now)
    if is_forbidden(target.office):
        return "at_the_court"
    if contact is None:
        return without_address(target, now)
    if digest(contact.value) != held.address_digest:
        return "contact_changed"
    return unfit_words(frozen, language_for(version, contact), now)


def unfit_words(frozen: FrozenTarget, language: str, now: datetime) -> str:
    """Why the office cannot be addressed as it was approved, as a short key; empty when it can."""
    if has_other_words(frozen.in_force, frozen.target.office, language, now):
        return "words_changed"
    if is_generic(frozen.target.office, language) and not settings.DEMO:
        return "title_unchecked"
    return ""


def without_address(target: Target, now: datetime) -> str:
    """Why no address is usable."""
    if is_disputed(target, now):
        return "holder_disputed"
    return "address_waits" if wait_of(target, now) else "no_contact"


def frozen_targets(version: Version) -> list[FrozenTarget]:
    """What was approved with a version, its letters before its copies, with all that decides whether one can go."""
    rows = FrozenTarget.objects.filter(approval__version=version).select_related(
        "approval", "target__office__actor__part_of", "target__office__kind"
    )
    rows = rows.prefetch_related("readdressings", *(f"target__{name}" for name in TARGET_ROWS))
    return list(rows.order_by("in_copy", "target__position", "pk"))


def release(*, letter: Letter, by: User, now: datetime, in_hours: bool = False) -> Release:
    """Lets the letter go to each of its targets, one collected letter each, then its copies. Twice is once, in each
    round (``rounds``). ``in_hours``: each leaves in the office's own working hours (``pacing``), else at once.

    Raises NotAllowed, NotApproved, Unsigned, Embargoed, or MatchUndecided while a name that stands with it waits for
    an owner’s decision.
    A target without a usable, approved address is held back and named; a later release serves it, and only it.
    """
    member = member_of(letter.campaign, by)
    version = approved(letter)
    result = Release()
    with transaction.atomic():
        # A round that is opened at the same moment waits, or is seen.
        Letter.objects.select_for_update().get(pk=letter.pk)
        round_number = rounds.current(letter)
        count = to_hand_over(letter, version, now)
        served = set(by_mail(letter, round_number).values_list("target_id", flat=True))
        rows = frozen_targets(version)
        when = leaving(letter, rows, now) if in_hours else {}
        standing = stands_with(letter, version, now)
        before = said_before(version, round_number)
        going = _Going(letter, version, member, standing, round_number, before, when, now)
        for frozen in rows:
            why = obstacle(frozen, version, now)
            if frozen.target_id in served:
                result.served.append(frozen.target)
            elif why or (frozen.in_copy and not (result.released or result.served)):
                result.held.append((frozen.target, why or "copy_first"))
            else:
                going.send(frozen, result)
        if result.released:
            journal.write(
                deed="delivery.released",
                by=by,
                subject=("letter", letter.code),
                scope=letter.campaign.scope,
                now=now,
                detail={
                    "released": len(result.released),
                    "held": len(result.held),
                    "signatures": count,
                    "round": round_number,
                    "fingerprint": version.fingerprint[:16],
                },
            )
    return result


def approved(letter: Letter) -> Version:
    """The version that goes; raises NotApproved."""
    version = letter.current
    if letter.archived_at is not None or version is None or not version.fingerprint:
        raise NotApproved
    if fingerprint(version) != version.fingerprint:
        raise NotApproved
    return version


def to_hand_over(letter: Letter, version: Version, now: datetime) -> int:
    """The number it goes with; raises Unsigned, Embargoed or MatchUndecided."""
    count = confirmed(version)
    if not count:
        raise Unsigned
    if (until := embargo_until(letter)) is not None and now < until:
        raise Embargoed
    if undecided_matches(letter.campaign, endorsers(letter), now=now):
        raise MatchUndecided
    return count


def stands_with(letter: Letter, version: Version, now: datetime) -> dict[str, Any]:
    """What a letter that goes now says of those behind it, as the columns of a delivery."""
    return {
        "signatures": confirmed(version),
        "on_paper": paper.counted(version),
        "first_signatories": signatories(letter),
        "endorsers": lists.delivered(letter, now),
    }


def by_mail(letter: Letter, round_number: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(letter=letter, round=round_number, way=Way.MAIL)


def said_before(version: Version, round_number: int) -> dict[int, Delivery]:
    """By target (pk), the letter of an earlier round that reached it last: a later one says what is new since. None
    where that carried another text, whose number is no measure for this one's."""
    rows = Delivery.objects.filter(version__in=line_of(version), round__lt=round_number, sent_at__isnull=False)
    return {row.target_id: row for row in rows.select_related("letter__campaign").order_by("round", "pk")}


def leaving(letter: Letter, rows: list[FrozenTarget], now: datetime) -> dict[int, datetime]:
    """By target (pk), when its letter would leave in working hours; a copy not before the last letter."""
    due = []
    for row in rows:
        contact = address_of(row.target, now)
        if contact is not None:
            row.target.campaign = letter.campaign
            due.append((row.in_copy, pacing.Due(row.target, contact.value.rpartition("@")[2].lower())))
    letters = pacing.plan([one for in_copy, one in due if not in_copy], now=now)
    last = max(letters.values(), default=now)
    return letters | pacing.plan([one for in_copy, one in due if in_copy], now=last)


def endorsers(letter: Letter) -> list[str]:
    """First signatories with their affiliations, and organisations, as they might match the register (R17)."""
    rows = FirstSignatory.objects.filter(letter=letter).order_by("position", "pk")
    return [text for row in rows for text in (row.name, row.affiliation) if text] + lists.matched(letter)


def signatories(letter: Letter) -> list[dict[str, str]]:
    """The first signatories who agreed, in the order staff set, as they will stand on the letter."""
    rows = FirstSignatory.objects.filter(letter=letter, confirmed_on__isnull=False).order_by("position", "pk")
    return [
        {
            "name": row.name,
            "title": row.title,
            "affiliation": row.affiliation,
            "capacity": "personal" if row.in_personal_capacity else "official",
        }
        for row in rows
    ]


def day_of(delivery: Delivery) -> date:
    """The day that stands on the letter: the campaign's own."""
    return timezone.localtime(delivery.released_at, ZoneInfo(delivery.letter.campaign.time_zone)).date()


def language_for(version: Version, contact: Contact | None) -> str:
    """The language of the contact when the letter exists in it, else English, else the first there is."""
    return version.translation(contact.language if contact and contact.language else "en").language


@dataclass(frozen=True)
class _Going:
    """One release under way."""

    letter: Letter
    version: Version
    member: Member
    standing: dict[str, Any]
    round_number: int
    before: dict[int, Delivery]
    when: dict[int, datetime]
    now: datetime

    def send(self, frozen: FrozenTarget, result: Release) -> None:
        held, before = frozen.in_force, self.before.get(frozen.target_id)
        language = language_for(self.version, address_of(frozen.target, self.now))
        try:
            with transaction.atomic():
                delivery = Delivery.objects.create(
                    letter=self.letter,
                    version=self.version,
                    target=frozen.target,
                    round=self.round_number,
                    language=language,
                    **self.standing,
                    signatures_before=before.signatures if before else None,
                    said_before_on=day_of(before) if before else None,
                    address_digest=held.address_digest,
                    words={language: held.words[language]},
                    in_copy=frozen.in_copy,
                    released_by=self.member,
                    released_at=self.now,
                )
        except IntegrityError:
            # Somebody released at the same moment: theirs stands.
            result.served.append(frozen.target)
            return
        delivery.refresh_from_db(fields=["code"])
        post.queue(
            purpose=PURPOSE,
            recipient=("delivery", delivery.code),
            slot=f"round-{self.round_number}",
            text_version=self.version.fingerprint,
            scope=self.letter.campaign.scope,
            params={"around": around(self.letter.campaign)},
            not_before=self.when.get(frozen.target_id),
            now=self.now,
        )
        result.released.append(delivery)
