"""Never mail me again: from this campaign, or from any here. All that is kept is an HMAC of the address (T2)."""

from datetime import datetime

from django.core import signing
from django.db import transaction

from campaigns.signing import answers
from campaigns.signing.models import QuietWish, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Supporter
from foundation.outbox import caps, post
from foundation.vault import keys

_SALT = "undeterred.quiet"
HOURS = 24


class Stale(ValueError):
    """The ticket is too old, or none of ours."""


def keep(*, supporter: Supporter, opened: keys.Keys, everywhere: bool, now: datetime) -> None:
    """The supporter wants no more mail, and stays. What waits for them is cancelled. Twice does no harm."""
    with transaction.atomic():
        address = people.details(supporter, opened).email
        caps.suppress(address=address, scope="" if everywhere else supporter.campaign.scope, now=now)
        post.cancel(recipient=("supporter", supporter.code), now=now)


def ticket(*, signature: Signature, opened: keys.Keys, now: datetime) -> str:
    """What lets somebody who refuses ask for quiet after their address was erased: tags of it, signed and dated."""
    address, scope = people.details(signature.supporter, opened).email, signature.supporter.campaign.scope
    key = caps.mail_key(now)
    return signing.dumps([signature.code, caps.tag(key, address, scope), caps.tag(key, address)], salt=_SALT)


def redeem(*, given: str, everywhere: bool, now: datetime) -> None:
    """Keeps the quiet a ticket asks for: at once where the signature is erased, with its erasure where it is not yet.

    Twice does no harm. Raises Stale.
    """
    try:
        code, here, anywhere = signing.loads(given, salt=_SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        raise Stale from None
    with transaction.atomic():
        found = Signature.objects.filter(code=code).first()
        row = answers.lock(found) if found else None
        if row is None:
            caps.suppress_tag(anywhere if everywhere else here)
        elif row.said_no_at:
            QuietWish.objects.update_or_create(signature=row, defaults={"everywhere": everywhere})


def grant(*, row: Signature, now: datetime) -> None:
    """Keeps the quiet that was wished for with a No. Call it under the lock, before the erasure."""
    wish = QuietWish.objects.filter(signature=row).first()
    if wish is not None:
        opened = keys.open_scope(row.supporter.campaign.scope)
        keep(supporter=row.supporter, opened=opened, everywhere=wish.everywhere, now=now)
