"""False claims: anybody may dispute an endorsement; staff remove it or keep it, with a reason."""

import hashlib
from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.endorsing.endorsements import locked, write
from campaigns.endorsing.models import Endorsement, FalseClaim, Removal
from campaigns.planning.members import member_of
from campaigns.planning.names import NoReason
from foundation.vault import keys, seals


def remove(*, endorsement: Endorsement, by: User, now: datetime, why: str) -> None:
    """Staff take it from the list, with a reason, which settles what was disputed. Twice is once.

    Raises NotAllowed or NoReason.
    """
    member = member_of(endorsement.letter.campaign, by)
    if not why.strip():
        raise NoReason
    with transaction.atomic():
        row = locked(endorsement)
        if Removal.objects.filter(endorsement=row).exists():
            return
        was_public = Endorsement.objects.public(now).filter(pk=row.pk).exists()
        Removal.objects.create(endorsement=row, member=member, at=now, why=why.strip(), was_public=was_public)
        row.stands_on = None
        row.save(update_fields=["stands_on"])
        row.disputes.filter(settled_at=None).update(settled_at=now, member=member, why=why.strip())
        write(row, "endorsement.removed", by, now)


def dispute(*, endorsement: Endorsement, words: str, email: str, form_number: str, now: datetime) -> None:
    """Somebody says that it is false. Their words are sealed. A form sent twice is one."""
    opened = keys.open_scope(endorsement.letter.campaign.scope)
    nonce = hashlib.sha256(form_number.encode()).hexdigest()
    with transaction.atomic():
        if FalseClaim.objects.filter(nonce=nonce).exists():
            return
        row = FalseClaim.objects.create(endorsement=endorsement, nonce=nonce, sealed=b"", on=now.date())
        row.refresh_from_db(fields=["code"])
        row.sealed = seals.seal(opened, row.code, {"words": words, "email": email})
        row.save(update_fields=["sealed"])


def keep(*, dispute: FalseClaim, by: User, now: datetime, why: str) -> None:
    """Staff looked, and the endorsement stays, with a reason. Twice is once. Raises NotAllowed or NoReason."""
    member = member_of(dispute.endorsement.letter.campaign, by)
    if not why.strip():
        raise NoReason
    with transaction.atomic():
        rows = FalseClaim.objects.filter(pk=dispute.pk, settled_at=None)
        if rows.update(settled_at=now, member=member, why=why.strip()):
            write(dispute.endorsement, "endorsement.kept", by, now)
