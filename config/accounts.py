"""How allauth behaves here: nobody signs up alone, no network address is kept."""

import base64
import hashlib
import hmac
import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from foundation.vault import keys, seals
from foundation.web.networks import client_address


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an owner or an admin: there is nothing to sign up for."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for the address, good for counting login attempts within one day and for nothing else.

        allauth keys its limits by address and keeps the key in the cache. It gets a keyed digest instead,
        dressed as an IPv6 address because it insists on one (its first 64 bits are what allauth looks at).
        """
        today = timezone.now().date().isoformat()
        seen = f"{today}|{client_address(request)}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), seen, hashlib.sha256).digest()
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))


class MFAAdapter(DefaultMFAAdapter):
    """Seals the secrets of second factors: a dump of the database alone makes nobody a login code."""

    def encrypt(self, text: str) -> str:
        opened = keys.open_instance(today=timezone.now().date())
        return base64.b64encode(seals.seal(opened, "second-factor", {"text": text})).decode()

    def decrypt(self, encrypted_text: str) -> str:
        opened = keys.open_instance(today=timezone.now().date())
        held = seals.unseal(opened, "second-factor", base64.b64decode(encrypted_text))
        return str(held["text"])
