"""How allauth behaves here: nobody signs up alone, no network address is kept."""

import hashlib
import hmac
import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from config.middleware import client_network


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
        seen = f"{today}|{client_network(request)}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), seen, hashlib.sha256).digest()
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))
