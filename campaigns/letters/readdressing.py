"""After approval: a changed address or other words of the register are approved anew, by a second person (R19, R23)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from actors.accounts.models import User
from actors.directory.contacts import Contact
from campaigns.letters import addressing, drafts
from campaigns.letters.approvals import Changed, OwnLetter
from campaigns.letters.models import ChosenChannel, FrozenTarget, Readdressing
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from campaigns.planning.names import NoReason
from foundation.history import journal


class OwnChange(Exception):
    """Who entered the change, or chose the channel, cannot approve it too."""


class NoAddress(Exception):
    """No usable address is known, so there is nothing to approve."""


class NotDisputed(Exception):
    """Nobody disputes who holds the office: its best address is used."""


def readdress(*, frozen: FrozenTarget, by: User, now: datetime, seen: str | None = None) -> Readdressing | None:
    """A second person approves address and words as the register has them now; None when they are those in force.

    ``seen`` is ``addressing.mark`` of what the person read. Raises NotAllowed, OwnLetter, OwnChange, NoAddress or
    Changed.
    """
    version = frozen.approval.version
    letter = version.letter
    member = member_of(letter.campaign, by)
    if by.pk in drafts.writers(version):
        raise OwnLetter
    with transaction.atomic():
        # Two who press at once: the second finds the first's in force.
        locked = FrozenTarget.objects.select_for_update(of=("self",)).get(pk=frozen.pk)
        target = _fresh(locked)
        languages = [text.language for text in version.translations.all()]
        contact = addressing.address_of(target, now)
        if contact is None:
            raise NoAddress
        if by.pk in _who_changed(target, contact):
            raise OwnChange
        if seen is not None and seen != addressing.mark(target, languages, now):
            raise Changed
        facts: dict[str, Any] = {
            "address_digest": addressing.digest(contact.value),
            "words": addressing.words_for(target.office, languages, now),
        }
        held = locked.in_force
        if (held.address_digest, held.words) == (facts["address_digest"], facts["words"]):
            return None
        row = Readdressing.objects.create(frozen=locked, member=member, at=now, **facts)
        row.refresh_from_db(fields=["code"])
        journal.write(
            deed="letter.readdressed",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"office": target.office.key, "address": facts["address_digest"][:16]},
        )
    return row


def _fresh(frozen: FrozenTarget) -> Target:
    rows = Target.objects.select_related("office__actor", "office__kind").prefetch_related(*addressing.TARGET_ROWS)
    return rows.get(pk=frozen.target_id)


def _who_changed(target: Target, contact: Contact) -> set[int | None]:
    """Who entered what is to be approved: the address, the office's titles, who holds it; and who chose the channel."""
    rows = [contact, target.office, *(term for term in target.office.terms.all())]
    entered = {row.revision.entered_by_id for row in rows if row.revision_id}
    chosen = {row.member.user_id for row in target.chosen_channels.all() if row.contact_id == contact.pk}
    return entered | chosen


def choose_channel(*, target: Target, contact: Contact | None, by: User, now: datetime, why: str) -> ChosenChannel:
    """While the holder is disputed, the letter goes to this contact. The same choice twice is once.

    Where the letter is approved already, the address waits for a second person as any changed one.
    Raises NotAllowed, NotDisputed, NoReason, or NoAddress for a contact that is not the office's or not usable.
    """
    member = member_of(target.campaign, by)
    if not why.strip():
        raise NoReason
    if not addressing.is_disputed(target, now):
        raise NotDisputed
    if contact is None or contact not in addressing.mail_contacts(target.office) or not contact.is_usable(now):
        raise NoAddress
    with transaction.atomic():
        Target.objects.select_for_update().get(pk=target.pk)
        newest = target.chosen_channels.order_by("-pk").first()
        if newest is not None and newest.contact_id == contact.pk:
            return newest
        row = ChosenChannel.objects.create(target=target, contact=contact, member=member, at=now, why=why.strip())
        row.refresh_from_db(fields=["code"])
        journal.write(
            deed="letter.channel_chosen",
            by=by,
            subject=("target", target.code),
            scope=target.campaign.scope,
            now=now,
            detail={"office": target.office.key, "address": addressing.digest(contact.value)[:16]},
        )
    return row
