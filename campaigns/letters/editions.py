"""What may follow an approved text (R21): a new text, an editorial correction, a further language. Each is proposed by
one person and let go by another; nobody's approved text is ever changed in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.letters.approvals import write_version
from campaigns.letters.models import Edition, Letter, Version
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import NoReason
from foundation.history import journal

Kind = Edition.Kind
Texts = dict[str, dict[str, str]]
"""By language: ``asks``, ``subject``, ``body``."""
PARTS = ("asks", "subject", "body")


class NotOpened(Exception):
    """Nothing is approved yet: a draft is written anew instead."""


class NoChange(Exception):
    """The text is the one that is approved already."""


class WrongKind(Exception):
    """A part is empty; a correction adds a language; or a further language changes the others."""


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to follow, and why."""

    kind: str
    texts: Texts
    why: str


def texts_of(version: Version) -> Texts:
    """A version's words as they are written."""
    return {row.language: {part: getattr(row, part) for part in PARTS} for row in version.translations.all()}


def line_of(version: Version) -> frozenset[int]:
    """The version (pk) with the texts whose signatures came to it: numbers are compared among these only."""
    return line(version.pk, Edition.objects.filter(version__letter=version.letter_id))


def line(version: int, editions: Iterable[Edition]) -> frozenset[int]:
    """``line_of``, by the editions of its letter. A new text begins a line of its own."""
    follows = {row.version_id: row.of_id for row in editions if row.keeps_signatures}
    found = [version]
    while (before := follows.get(found[-1])) is not None:
        found.append(before)
    return frozenset(found)


def propose(*, letter: Letter, proposal: Proposal, by: User, now: datetime) -> Version:
    """A draft made from the approved text, for a second person to read. What ``texts`` leaves out stays as it is.

    The same proposal twice is one; a later one takes the place of one that still waits. Raises NotAllowed, NoReason,
    NotOpened, NoChange, WrongKind or BadPlaceholder.
    """
    member = member_of(letter.campaign, by)
    if not proposal.why.strip():
        raise NoReason
    with transaction.atomic():
        locked = Letter.objects.select_for_update(of=("self",)).select_related("current").get(pk=letter.pk)
        if locked.current is None:
            raise NotOpened
        before = _tidied(texts_of(locked.current))
        texts = {**before, **_tidied(proposal.texts)}
        _check(proposal.kind, before, texts)
        newest = locked.versions.order_by("-number").first()
        if newest is not None and _is_same(newest, proposal.kind, texts, member.pk):
            return newest
        version = write_version(letter=locked, texts=texts, by=by, now=now)
        Edition.objects.create(version=version, of=locked.current, kind=proposal.kind, at=now, why=proposal.why.strip())
        version.refresh_from_db(fields=["code"])
        journal.write(
            deed="letter.edition_proposed",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"version": version.number, "kind": proposal.kind},
        )
    return version


def _tidied(texts: Texts) -> Texts:
    """Line ends as we keep them: what a browser sends is no change."""
    return {
        language: {part: words.replace("\r\n", "\n").strip() for part, words in fields.items()}
        for language, fields in texts.items()
    }


def _check(kind: str, before: Texts, texts: Texts) -> None:
    if before == texts:
        raise NoChange
    is_whole = all(all(fields.get(part) for part in PARTS) for fields in texts.values())
    has_more = bool(set(texts) - set(before))
    is_same = all(texts[language] == fields for language, fields in before.items())
    fits: dict[str, bool] = {Kind.EDIT: True, Kind.CORRECTION: not has_more, Kind.TRANSLATION: has_more and is_same}
    if not (is_whole and fits.get(kind, False)):
        raise WrongKind


def _is_same(newest: Version, kind: str, texts: Texts, author: int) -> bool:
    """Whether the newest draft says just this, by the same person."""
    if newest.frozen_at is not None or newest.author_id != author:
        return False
    return Edition.objects.filter(version=newest, kind=kind).exists() and texts_of(newest) == texts
