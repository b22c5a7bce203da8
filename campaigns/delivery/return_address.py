"""The address a delivered letter asks to be answered at: of this one delivery, and of nobody who guesses.

``reply+<code>-<mac>@<INBOUND_DOMAIN>``: the code of the delivery and 100 bits of an HMAC under the installation's key,
in letters that survive a mail server which changes case. A reply may come years after the campaign's own key is gone.
"""

import base64
import hashlib
import hmac
import re
from datetime import date

from django.conf import settings

from campaigns.delivery.models import Delivery
from foundation.vault import keys

_FORM = re.compile(r"^reply\+([0-9a-f]{32})-([a-z2-7]{20})@([a-z0-9.-]{1,253})$")


def address_for(delivery: Delivery, *, today: date) -> str:
    """Where this letter is answered; empty where no mail comes in (INBOUND_DOMAIN), and the organisation's serves."""
    if not settings.INBOUND_DOMAIN:
        return ""
    return f"reply+{delivery.code}-{_mac(delivery.code, today)}@{settings.INBOUND_DOMAIN}"


def delivery_of(address: str, *, today: date) -> Delivery | None:
    """Whose answer goes there; None for an address that we never gave out."""
    found = _FORM.match(address.strip().strip("<>").lower())
    if found is None or found[3] != settings.INBOUND_DOMAIN.lower():
        return None
    if not hmac.compare_digest(found[2], _mac(found[1], today)):
        return None
    related = ("target__campaign__organisation", "target__office", "letter__campaign")
    return Delivery.objects.select_related(*related).filter(code=found[1]).first()


def _mac(code: str, today: date) -> str:
    key = keys.open_instance(today=today).derive("replies")
    digest = hmac.new(key, code.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:20]
