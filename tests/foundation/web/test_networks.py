"""A request's network: as many proxies are believed as are ours, and no more."""

from typing import Any

import pytest
from django.test import RequestFactory

from foundation.web.networks import client_network


def seen(settings: Any, proxies: int, peer: str, forwarded: str = "") -> str:
    settings.TRUSTED_PROXIES = proxies
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_network(RequestFactory().get("/", REMOTE_ADDR=peer, **more))


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "network"),
    [
        (0, "192.0.2.77", "", "192.0.2.0/24"),
        (0, "192.0.2.77", "203.0.113.9", "192.0.2.0/24"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.0/24"),
        (1, "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.0/24"),
        (2, "10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.0/24"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.0/24"),
        (0, "2001:db8:aa:bb::1", "", "2001:db8:aa::/48"),
        (0, "::ffff:192.0.2.77", "", "192.0.2.0/24"),
        (0, "fe80::1%eth0", "", "fe80::/48"),
        (1, "10.0.0.1", "unknown", ""),
        (0, "", "", ""),
    ],
)
def test_network(settings: Any, proxies: int, peer: str, forwarded: str, network: str) -> None:
    assert seen(settings, proxies, peer, forwarded) == network
