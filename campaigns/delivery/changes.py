"""A changed address or other words, approved anew, reach the letters that were released and wait because of it."""

from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.delivery.ledger import PURPOSE
from campaigns.delivery.models import Delivery
from campaigns.letters import readdressing
from campaigns.letters.models import Addressed, FrozenTarget, Readdressing
from foundation.outbox import post
from foundation.outbox.models import WAITING, Message, State

NOT_LEFT = (*WAITING, State.HELD, State.FAILED)
"""Of these it is certain that no office has them."""


def readdress(*, frozen: FrozenTarget, by: User, now: datetime, seen: str | None = None) -> Readdressing | None:
    """``readdressing.readdress``; then letters of this target that are held back or were refused are tried again, as
    approved now. A letter that may have left already stays what it is.

    None when nothing was to approve. Raises what that raises.
    """
    with transaction.atomic():
        row = readdressing.readdress(frozen=frozen, by=by, now=now, seen=seen)
        held = FrozenTarget.objects.get(pk=frozen.pk).in_force
        waiting = Delivery.objects.filter(version=frozen.approval.version_id, target=frozen.target_id, sent_at=None)
        for delivery in waiting:
            _follow(delivery, held, by, now)
    return row


def _follow(delivery: Delivery, held: Addressed, by: User, now: datetime) -> None:
    words = {delivery.language: held.words[delivery.language]}
    if (delivery.address_digest, delivery.words) == (held.address_digest, words):
        return
    message = Message.objects.select_for_update().filter(
        purpose=PURPOSE, recipient_kind="delivery", recipient_code=delivery.code, state__in=NOT_LEFT
    )
    found = message.first()
    if found is None:
        return
    Delivery.objects.filter(pk=delivery.pk, sent_at=None).update(address_digest=held.address_digest, words=words)
    post.release(message=found, by=by, now=now)
