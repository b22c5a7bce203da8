"""Where a request comes from, as coarsely as a limit needs it. Kept nowhere, written nowhere."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

PREFIX = {4: 24, 6: 48}
"""One household, office or provider's customer has at least so much: whoever moves within it stays the same."""


def client_address(request: HttpRequest) -> str:
    """The address our outermost proxy saw, else the peer's own. As many proxies are believed as are ours."""
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            return hops[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """The /24 or /48 of that address; empty where it is none (a socket, or a proxy that says nonsense)."""
    try:
        found = ipaddress.ip_address(client_address(request).partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, PREFIX[found.version]), strict=False))
