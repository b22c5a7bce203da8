"""How a letter reaches one office: address and words as approved and now, what waits until when, who can act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actors.checking.revisions import of as revisions_of
from actors.directory.contacts import Contact
from campaigns.desk import words
from campaigns.desk.sheets import Row, Sheet
from campaigns.letters import addressing
from campaigns.letters.models import ChosenChannel, FrozenTarget, Readdressing


@dataclass(frozen=True)
class Part:
    """One part of how the office is addressed: its name, and its words as approved (empty before) and now."""

    label: Any
    was: str
    now: str
    has_changed: bool


@dataclass(frozen=True)
class Reach:
    """``frozen`` is None while nothing is approved. ``mark`` is what a second person agrees to."""

    row: Row
    frozen: FrozenTarget | None
    contact: Contact | None
    is_same_address: bool
    parts: list[Part]
    is_disputed: bool
    wait: addressing.Wait | None
    wait_entered_by: str
    entered_by_you: bool
    mark: str
    channels: list[Contact]
    chosen: list[ChosenChannel]
    approvals: list[Readdressing]

    @property
    def is_changed(self) -> bool:
        return self.frozen is not None and self.contact is not None and self.row.is_changed


def reach(sheet: Sheet, row: Row, now: datetime) -> Reach:
    """Everything the page of one office shows."""
    target, office = row.target, row.office
    contact = addressing.address_of(target, now)
    languages = [text.language for text in (sheet.current or sheet.version).translations.all()]  # type: ignore[union-attr]
    frozen = _frozen(sheet, row)
    held = frozen.in_force if frozen else None
    said = addressing.words_for(office, [row.language], now)[row.language]
    was = (held.words.get(row.language) if held else None) or {}
    changes = [contact, office, *office.terms.all()]
    wait = addressing.wait_of(target, now)
    return Reach(
        row=row,
        frozen=frozen,
        contact=contact,
        is_same_address=bool(held and contact and addressing.digest(contact.value) == held.address_digest),
        parts=[
            Part(words.PARTS[kind], was.get(kind, ""), said[kind], held is not None and was.get(kind, "") != said[kind])
            for kind in words.PARTS
        ],
        is_disputed=addressing.is_disputed(target, now),
        wait=wait,
        wait_entered_by=_entered_by(wait.contact) if wait else "",
        entered_by_you=any(one.revision.entered_by_id == sheet.member.user_id for one in changes if one),
        mark=addressing.mark(target, languages, now),
        channels=[one for one in addressing.mail_contacts(office) if one.is_usable(now)],
        chosen=list(target.chosen_channels.select_related("member__user", "contact").order_by("-pk")),
        approvals=list(frozen.readdressings.select_related("member__user").order_by("-pk")) if frozen else [],
    )


def _frozen(sheet: Sheet, row: Row) -> FrozenTarget | None:
    rows = FrozenTarget.objects.filter(approval__version=sheet.current, target=row.target).prefetch_related(
        "readdressings"
    )
    return rows.select_related("approval__version__letter__campaign", "approval__version__letter__author").first()


def _entered_by(contact: Contact) -> str:
    """Who entered the newest facts of a channel, for somebody who wonders whom to ask."""
    newest = revisions_of(contact).first()
    return str(newest.entered_by) if newest and newest.entered_by else ""
