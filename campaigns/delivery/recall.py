"""Taking back letters that were released and have certainly not left: they can be released again, otherwise."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from actors.accounts.models import User
from campaigns.delivery import rounds
from campaigns.delivery.ledger import by_mail
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import member_of
from foundation.history import journal
from foundation.outbox import post
from foundation.outbox.models import STOPPABLE, Message


def waiting(letter: Letter) -> QuerySet[Delivery]:
    """Letters of this round whose mail waits, is held, or is in a worker's hand but has not begun to leave."""
    codes = Message.objects.filter(recipient_kind="delivery", state__in=STOPPABLE).values("recipient_code")
    return by_mail(letter, rounds.current(letter)).filter(sent_at=None, code__in=codes)


def recall(*, letter: Letter, by: User, now: datetime) -> int:
    """Cancels them and returns how many it was; a letter that is just leaving is not among them. Twice is once.

    Their deliveries go with them, for nothing was delivered: a release serves these offices anew, at the address and
    with the number of that moment. The journal keeps that they were released and taken back. Raises NotAllowed.
    """
    member_of(letter.campaign, by)
    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=letter.pk)
        taken = [row for row in waiting(letter) if post.cancel(recipient=("delivery", row.code), now=now)]
        Delivery.objects.filter(pk__in=[row.pk for row in taken]).delete()
        if taken:
            journal.write(
                deed="delivery.recalled",
                by=by,
                subject=("letter", letter.code),
                scope=letter.campaign.scope,
                now=now,
                detail={"number": len(taken)},
            )
    return len(taken)
