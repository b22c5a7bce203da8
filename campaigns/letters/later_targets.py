"""An office added after the letter was opened: proposed by one person, approved by another (R21)."""

from datetime import datetime, timedelta

from django.db import transaction

from actors.accounts.models import User
from actors.directory.models import Office
from campaigns.letters import addressing
from campaigns.letters.approvals import Changed
from campaigns.letters.editions import NotOpened
from campaigns.letters.models import FrozenTarget, LaterTarget, Letter
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import add_target, member_of
from campaigns.planning.models import Target
from campaigns.planning.names import NoReason
from foundation.history import journal

FORM_DAYS = 1
"""A form that was given out before the office was added, and does not name it, can be sent for so long."""


class IsAddressee(Exception):
    """The letter goes to this office already, or it is in copy."""


class OwnProposal(Exception):
    """Who proposed the office cannot approve it too."""


def propose(*, letter: Letter, office: Office, by: User, now: datetime, why: str) -> LaterTarget:
    """Somebody wants the letter to go to this office too. Twice is once.

    Raises NotAllowed, NoReason, NotOpened, IsAddressee, or NotATarget for whom no campaign addresses.
    """
    member = member_of(letter.campaign, by)
    if not why.strip():
        raise NoReason
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter.pk)
        if locked.current_id is None:
            raise NotOpened
        waiting = LaterTarget.objects.filter(letter=locked, target__office=office, approved_at=None).first()
        if waiting is not None:
            return waiting
        if locked.targets.filter(office=office).exists() or locked.copies.filter(office=office).exists():
            raise IsAddressee
        last = locked.targets.order_by("-position").values_list("position", flat=True).first() or 0
        target = add_target(campaign=letter.campaign, office=office, position=last + 1)
        row = LaterTarget.objects.create(letter=locked, target=target, why=why.strip(), member=member, at=now)
        _write("letter.target_proposed", row, by, now)
    return row


def approve(*, later: LaterTarget, by: User, now: datetime, seen: str | None = None) -> LaterTarget:
    """A second person lets the letter go there too: address and words are frozen as they are now. Twice is once.

    ``seen`` is ``addressing.mark`` of what the person read. Raises NotAllowed, OwnProposal, NotOpened or Changed.
    """
    letter = later.letter
    member = member_of(letter.campaign, by)
    if by.pk == later.member.user_id:
        raise OwnProposal
    with transaction.atomic():
        held = Letter.objects.select_for_update(of=("self",)).select_related("current").get(pk=letter.pk)
        row = LaterTarget.objects.select_for_update().get(pk=later.pk)
        if row.approved_at is not None:
            return row
        version = held.current
        if version is None:
            raise NotOpened
        languages = [text.language for text in version.translations.all()]
        target = fresh(row.target_id)
        is_changed = seen is not None and seen != addressing.mark(target, languages, now)
        if is_changed or fingerprint(version) != version.fingerprint:
            raise Changed
        contact = addressing.address_of(target, now)
        row.frozen = FrozenTarget.objects.create(
            approval=version.approval,
            target=target,
            address_digest=addressing.digest(contact.value) if contact else "",
            words=addressing.words_for(target.office, languages, now),
        )
        row.approver, row.approved_at = member, now
        row.named_from = now.date() + timedelta(days=FORM_DAYS + 1)
        row.save(update_fields=["frozen", "approver", "approved_at", "named_from"])
        held.targets.add(target)
        _write("letter.target_added", row, by, now)
    return row


def fresh(pk: int) -> Target:
    """The target with all that says where a letter to it goes."""
    rows = Target.objects.select_related("office__actor", "office__kind").prefetch_related(*addressing.TARGET_ROWS)
    return rows.get(pk=pk)


def _write(deed: str, row: LaterTarget, by: User, now: datetime) -> None:
    journal.write(
        deed=deed,
        by=by,
        subject=("letter", row.letter.code),
        scope=row.letter.campaign.scope,
        now=now,
        detail={"office": row.target.office.key},
    )
