"""A letter on the desk: its newest text, the offices it goes to, and where it stands with each of them.

However many letters and offices there are, each kind of row is fetched once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, prefetch_related_objects

from actors.accounts.models import Member
from actors.directory.models import Office, Person
from campaigns.delivery.ledger import language_for, obstacle, without_address
from campaigns.delivery.models import Delivery, Way
from campaigns.delivery.rounds import numbers
from campaigns.desk import words
from campaigns.desk.again import InRounds
from campaigns.desk.standing import InReview
from campaigns.letters.addressing import TARGET_ROWS, address_of
from campaigns.letters.approvals import what_is_read
from campaigns.letters.editions import line
from campaigns.letters.models import Edition, FrozenTarget, Letter, Version
from campaigns.planning import names
from campaigns.planning.courts import is_of_the_assembly
from campaigns.planning.models import Target
from campaigns.signing.models import Signature
from foundation.outbox.models import TO_DECIDE, Message, Settled, State

OFFICE = ("target__office__actor__part_of", "target__office__kind")
CHANGED = frozenset({"contact_changed", "words_changed"})
"""Why a letter waits for a second person who approves where it goes, and how it addresses the office, anew."""


@dataclass(frozen=True)
class Row:
    """One office of a letter. ``obstacle`` is a key of ``words.OBSTACLES``, empty when nothing stands in the way."""

    target: Target
    language: str
    obstacle: str = ""
    delivery: Delivery | None = None
    message: Message | None = None
    outcome: str = ""
    """What the outbox's ledger says, once the message itself is gone."""
    in_copy: bool = False
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """How it is addressed, as approved; empty before."""

    @property
    def office(self) -> Office:
        return self.target.office

    @property
    def is_sent(self) -> bool:
        return bool(self.delivery and self.delivery.sent_at)

    @property
    def is_ready(self) -> bool:
        return not self.delivery and not self.obstacle

    @property
    def is_held(self) -> bool:
        return not self.delivery and bool(self.obstacle)

    @property
    def is_to_decide(self) -> bool:
        return bool(self.message and self.message.state in TO_DECIDE)

    @property
    def is_under_way(self) -> bool:
        return bool(self.delivery) and not self.is_sent and not self.is_to_decide and not self.outcome

    @property
    def is_changed(self) -> bool:
        """Whether its address or words are to be approved anew, before or after its release."""
        return (self.message.failure if self.message and self.is_to_decide else self.obstacle) in CHANGED

    @property
    def legal_note(self) -> str:
        return str(words.ASSEMBLY) if is_of_the_assembly(self.office) else ""

    @property
    def why(self) -> str:
        """Why it does not go, in words."""
        if self.message:
            return words.why(self.message)
        return str(words.OBSTACLES.get(self.obstacle, "")) if not self.delivery else ""

    @property
    def outcome_words(self) -> str:
        return str(State(self.outcome).label) if self.outcome else ""


@dataclass
class Sheet(InRounds, InReview):
    """One letter as one member sees it.

    ``version`` is the newest text, ``current`` the approved one that people sign; while a new text waits, they differ.
    """

    letter: Letter
    member: Member
    now: datetime
    version: Version | None = None
    current: Version | None = None
    rows: list[Row] = field(default_factory=list)
    confirmed: int = 0
    """Confirmed signatures of the approved version: the number a release goes with."""
    line: frozenset[int] = frozenset()
    """The approved text (pk) and those it corrects: their numbers can be compared."""
    round: int = 1
    earlier: list[Delivery] = field(default_factory=list)
    """Letters of the rounds before this one."""
    undecided: list[Person] = field(default_factory=list)
    """Whom title or text name without a decision: until there is one, nobody can approve it."""

    @property
    def subject(self) -> str:
        """What it asks, in one line."""
        has_text = self.version is not None and self.version.translations.all()
        return (self.version.translation().asks if self.version and has_text else "") or self.letter.key

    @property
    def is_approved(self) -> bool:
        return bool(self.version and self.version.frozen_at)

    @property
    def may_work(self) -> bool:
        return self.member.may_work()

    @property
    def may_approve(self) -> bool:
        waits = bool(self.version and self.targets) and not self.is_approved and not self.undecided
        return waits and self.is_in_review and self.may_work and not self.is_own

    @property
    def targets(self) -> list[Target]:
        """The offices that an approval now would freeze; those of the approved text where there is nothing newer."""
        if self.is_approved:
            return [row.target for row in self.rows]
        return [*self.letter.targets.all(), *self.letter.copies.all()]

    @cached_property
    def what_is_read(self) -> str:
        """Of the newest text with its offices and addresses as they are now: what a person on this page agrees to."""
        return what_is_read(self.version, self.now) if self.version else ""

    @property
    def changed(self) -> list[Row]:
        """Offices whose changed address or words wait for a second person."""
        return [row for row in self.rows if row.is_changed]

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if row.is_ready] if self.current else []

    @property
    def held(self) -> list[Row]:
        return [row for row in self.rows if row.is_held]

    @property
    def released(self) -> list[Row]:
        return [row for row in self.rows if row.delivery]

    @property
    def sent(self) -> list[Row]:
        return [row for row in self.rows if row.is_sent]

    @property
    def under_way(self) -> list[Row]:
        return [row for row in self.rows if row.is_under_way]

    @property
    def to_decide(self) -> list[Row]:
        return [row for row in self.rows if row.is_to_decide]


def lay_out(letters: Sequence[Letter], members: dict[int, Member], now: datetime) -> list[Sheet]:
    """A sheet for each letter; ``members`` is who looks, by organisation."""
    sheets = [Sheet(letter, members[letter.campaign.organisation_id], now) for letter in letters]
    _add_versions(sheets)
    _add_rows(sheets)
    _add_names([sheet for sheet in sheets if not sheet.is_approved])
    return sheets


def _add_versions(sheets: list[Sheet]) -> None:
    by_letter = {sheet.letter.pk: sheet for sheet in sheets}
    rows = Version.objects.filter(letter__in=by_letter).select_related("approval__member__user", "author", "edition")
    rows = rows.prefetch_related("translations", "steps__member__user", "contributions__member")
    followed: dict[int, list[Edition]] = {}
    for version in rows.order_by("number"):
        sheet = by_letter[version.letter_id]
        sheet.version, version.letter = version, sheet.letter
        followed.setdefault(version.letter_id, []).extend([version.edition] if hasattr(version, "edition") else [])
        if version.pk == sheet.letter.current_id:
            sheet.current = version
            sheet.line = line(version.pk, followed[version.letter_id])
    current = [sheet.current.pk for sheet in sheets if sheet.current]
    here = Signature.objects.counting().filter(letter__campaign__parting=None)  # else only some are left to be counted
    counted = here.filter(version__in=current).values_list("version")
    numbers = dict(counted.annotate(Count("pk")))
    for sheet in sheets:
        sheet.confirmed = numbers.get(sheet.current.pk, 0) if sheet.current else 0


def _add_names(drafts: list[Sheet]) -> None:
    if not drafts:
        return
    known = names.persons()
    prefetch_related_objects([sheet.letter.campaign for sheet in drafts], "name_decisions", "texts")
    for sheet in drafts:
        texts = sheet.version.translations.all() if sheet.version else []
        words = [part for text in texts for part in text.words]
        sheet.undecided = names.undecided(sheet.letter.campaign, words, known)


def _add_rows(sheets: list[Sheet]) -> None:
    targets = Target.objects.select_related("office__actor__part_of", "office__kind").order_by("position", "pk")
    drafts = [sheet.letter for sheet in sheets if not sheet.is_approved]
    prefetch_related_objects(drafts, Prefetch("targets", targets), Prefetch("copies", targets))
    frozen = _frozen(sheets)
    addressed = [target for letter in drafts for target in (*letter.targets.all(), *letter.copies.all())]
    addressed += [row.target for rows in frozen.values() for row in rows]
    prefetch_related_objects(addressed, *TARGET_ROWS)
    rows_of_all = _deliveries(sheets)
    in_round = numbers([sheet.letter for sheet in sheets])
    deliveries = [row for row in rows_of_all if row.round == in_round[row.letter_id]]
    messages = Message.objects.filter(recipient_kind="delivery", recipient_code__in=[row.code for row in deliveries])
    post = {row.recipient_code: row for row in messages}
    outcomes = _outcomes([row.code for row in deliveries if row.code not in post and not row.sent_at])
    for sheet in sheets:
        sheet.round = in_round[sheet.letter.pk]
        sheet.earlier = [
            row for row in rows_of_all if row.letter_id == sheet.letter.pk and row.round < sheet.round and row.sent_at
        ]
        latest = {row.target_id: row for row in deliveries if row.letter_id == sheet.letter.pk}
        for one in frozen.get(sheet.letter.pk, []) if sheet.current else _unfrozen(sheet):
            found = latest.pop(one.target_id, None)
            sheet.rows.append(_row(sheet, one, found, post, outcomes))
        # An office that a later version left out keeps its row: its letter has gone, or is going.
        for found in latest.values():
            sheet.rows.append(_row(sheet, FrozenTarget(target=found.target), found, post, outcomes))


def _frozen(sheets: list[Sheet]) -> dict[int, list[FrozenTarget]]:
    by_version = {sheet.current.pk: sheet.letter.pk for sheet in sheets if sheet.current}
    rows = FrozenTarget.objects.filter(approval__version__in=by_version).select_related("approval", *OFFICE)
    found: dict[int, list[FrozenTarget]] = {}
    for row in rows.prefetch_related("readdressings").order_by("in_copy", "target__position", "pk"):
        found.setdefault(by_version[row.approval.version_id], []).append(row)
    return found


def _unfrozen(sheet: Sheet) -> list[FrozenTarget]:
    letter = sheet.letter
    return [FrozenTarget(target=target) for target in letter.targets.all()] + [
        FrozenTarget(target=target, in_copy=True) for target in letter.copies.all()
    ]


def _deliveries(sheets: list[Sheet]) -> list[Delivery]:
    rows = Delivery.objects.filter(letter__in=[sheet.letter.pk for sheet in sheets], way=Way.MAIL)
    return list(
        rows.select_related("version", "letter__campaign", "released_by__user", *OFFICE).order_by(
            "round", "target__position", "pk"
        )
    )


def _outcomes(codes: list[str]) -> dict[str, str]:
    return dict(Settled.objects.filter(office__in=codes).values_list("office", "outcome")) if codes else {}


def _row(
    sheet: Sheet,
    frozen: FrozenTarget,
    delivery: Delivery | None,
    post: dict[str, Message],
    outcomes: dict[str, str],
) -> Row:
    shared: dict[str, Any] = {"in_copy": frozen.in_copy, "words": frozen.in_force.words}
    if delivery is not None:
        code, shared["in_copy"] = delivery.code, delivery.in_copy
        return Row(frozen.target, delivery.language, "", delivery, post.get(code), outcomes.get(code, ""), **shared)
    contact = address_of(frozen.target, sheet.now)
    if sheet.current is not None:
        why = obstacle(frozen, sheet.current, sheet.now)
        return Row(frozen.target, language_for(sheet.current, contact), why, **shared)
    text = sheet.version if sheet.version and sheet.version.translations.all() else None
    # Before approval no address is frozen; whether one is known can be said already.
    missing = "" if contact else without_address(frozen.target, sheet.now)
    return Row(frozen.target, language_for(text, contact) if text else "en", missing, **shared)
