"""Six digits from a second mail. They decide where both buttons behind a link were pressed.

Whoever presses everything on a page (a scanner does) cannot type what only a reader of the mail has seen. A code is
derived, never stored: from the signature, its supporter's generation and the day. So there is one a day, good for that
day and the next, and it may be tried five times.
"""

import hashlib
import hmac
from datetime import datetime

from django.db.models import F

from campaigns.signing.models import Doubt, QuietWish, Signature
from foundation.outbox import post
from foundation.vault import keys

DIGITS = 6
TRIES = 5
GOOD_DAYS = 1
"""Good on the day it was mailed, and so many days after."""


def doubt(*, signature: Signature, now: datetime) -> None:
    """Neither the Yes nor the No holds any more; a code is mailed. Call it under the supporter's lock."""
    Signature.objects.filter(pk=signature.pk).update(said_yes_at=None, said_no_at=None)
    signature.said_yes_at = signature.said_no_at = None
    post.cancel(recipient=("supporter", signature.supporter.code), slots_from=signature.code, now=now)
    QuietWish.objects.filter(signature=signature).delete()
    Doubt.objects.get_or_create(signature=signature, defaults={"mailed_on": now.date()})
    _mail(signature, now)


def mail_again(*, signature: Signature, now: datetime) -> None:
    """Mails a new code, with new tries, unless today's was mailed already."""
    renewed = Doubt.objects.filter(signature=signature, mailed_on__lt=now.date())
    if renewed.update(mailed_on=now.date(), tries=0):
        _mail(signature, now)


def _mail(signature: Signature, now: datetime) -> None:
    post.queue(
        purpose="signing.code",
        recipient=("supporter", signature.supporter.code),
        slot=f"{signature.code}:code-{now:%Y%m%d}",
        scope=signature.supporter.campaign.scope,
        params={"signature": signature.code},
        now=now,
    )


def code(doubted: Doubt, opened: keys.Keys) -> str:
    """The code in force; ``doubted`` comes with its signature and supporter."""
    signature = doubted.signature
    said = f"{signature.code}|{signature.supporter.generation}|{doubted.mailed_on.isoformat()}".encode()
    number = int.from_bytes(hmac.new(opened.derive("codes"), said, hashlib.sha256).digest()[:16])
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def is_good(doubted: Doubt, now: datetime) -> bool:
    """Whether the code in force may still be typed."""
    return doubted.tries < TRIES and (now.date() - doubted.mailed_on).days <= GOOD_DAYS


def proves(*, signature: Signature, opened: keys.Keys, typed: str, now: datetime) -> bool:
    """Whether this is the code. Each asking uses up a try first, also of many at once, and whatever follows."""
    doubted = Doubt.objects.select_related("signature__supporter").filter(signature=signature).first()
    if doubted is None or not is_good(doubted, now):
        return False
    tried = Doubt.objects.filter(pk=doubted.pk, mailed_on=doubted.mailed_on, tries__lt=TRIES)
    if not tried.update(tries=F("tries") + 1):
        return False
    digits = "".join(mark for mark in typed if mark.isdecimal())
    return hmac.compare_digest(digits.encode(), code(doubted, opened).encode())
