"""Who gets no mail, and how many an address may get: by tags under the installation's mail key.

A tag is an HMAC of the canonical address. It stands in two tables of the outbox only, without reference to supporter,
message or campaign, and is computed at dispatch from the unsealed address; so caps hold across all campaigns, and
the tables tell nobody who signed what.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Sum

from foundation.outbox.models import MailCount, Suppressed
from foundation.outbox.purposes import Handling
from foundation.vault import addresses, keys

KEPT_DAYS = 8
"""Counts older than this are deleted: "in all" means within these days."""


@dataclass(frozen=True)
class Cap:
    a_day: int
    in_all: int


CAPS = {Handling.CONFIRMATION: Cap(a_day=3, in_all=5)}
SUPPRESSIBLE = {Handling.CONFIRMATION, Handling.REMINDER, Handling.UPDATE}
"""Offices and people who log in are not suppressed: the one is the letter's whole point, the other locks them out."""

_TAKE = """
INSERT INTO foundation_mailcount (tag, handling, day, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (tag, handling, day) DO UPDATE SET count = foundation_mailcount.count + 1
WHERE foundation_mailcount.count < %s
"""


def mail_key(now: datetime) -> bytes:
    """The installation's key for tags."""
    return keys.open_instance(today=now.date()).derive("mail")


def tag(key: bytes, address: str, scope: str = "") -> str | None:
    """The tag of an address, or of an address within one scope; None for what is no address.

    The tags of one address in two scopes have nothing in common: whoever reads the tables cannot tell.
    """
    try:
        said = f"{scope}|{addresses.canonical(address)}" if scope else addresses.canonical(address)
    except ValidationError:
        return None
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def suppress(*, address: str, now: datetime, scope: str = "") -> None:
    """From now on this address gets no confirmation, reminder or update: from no campaign, or none of one ``scope``.

    Twice does no harm.
    """
    if found := tag(mail_key(now), address, scope):
        suppress_tag(found)


def suppress_tag(found: str) -> None:
    """The same for a tag that was made before, when the address was still there to be read."""
    Suppressed.objects.get_or_create(tag=found)


def suppressed(tags: Iterable[str]) -> set[str]:
    """Those of the tags that asked for no more mail."""
    return set(Suppressed.objects.filter(tag__in=list(tags)).values_list("tag", flat=True))


def take(found: str, handling: Handling, day: date) -> bool:
    """Counts one mail for a tag if its cap allows it. Call it in the transaction that begins the sending.

    The day's row is raised conditionally in one statement and stays locked to the end of the transaction, so two
    workers cannot both take the last one.
    """
    cap = CAPS[handling]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [found, handling.value, day, cap.a_day])
        if not cursor.rowcount:
            return False
    recent = MailCount.objects.filter(tag=found, handling=handling.value, day__gt=day - timedelta(days=KEPT_DAYS))
    if (recent.aggregate(all=Sum("count"))["all"] or 0) > cap.in_all:
        give_back(found, handling, day)
        return False
    return True


def give_back(found: str, handling: Handling, day: date) -> None:
    """Takes the count back: that mail certainly did not leave."""
    MailCount.objects.filter(tag=found, handling=handling.value, day=day, count__gt=0).update(count=F("count") - 1)
