"""Sealing: AES-256-GCM with a fresh nonce, bound to the code of its row, a version number in front.

A sealed blob is: 1 byte version, 12 bytes nonce, ciphertext with its 16-byte tag. The plaintext is JSON, padded
with spaces to the next 64 bytes so that its length says little about a name.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.vault.keys import Keys

VERSION = 1
_NONCE, _STEP = 12, 64


class Broken(ValueError):
    """The blob is not what was sealed here: changed, cut, moved to another row, or under another key."""


def seal(keys: Keys, code: str, details: dict[str, Any]) -> bytes:
    """Seals ``details`` (JSON values) for the row named ``code``."""
    plain = json.dumps(details, ensure_ascii=False, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % _STEP)
    nonce = os.urandom(_NONCE)
    return bytes([VERSION]) + nonce + AESGCM(keys.derive("blob")).encrypt(nonce, plain, _bound_to(code))


def unseal(keys: Keys, code: str, blob: bytes | memoryview) -> dict[str, Any]:
    """What was sealed for ``code``; raises Broken."""
    blob = bytes(blob)
    if len(blob) < 1 + _NONCE + 16 or blob[0] != VERSION:
        raise Broken("unknown version or cut short")
    try:
        plain = AESGCM(keys.derive("blob")).decrypt(blob[1 : 1 + _NONCE], blob[1 + _NONCE :], _bound_to(code))
    except InvalidTag:
        raise Broken("the seal does not hold") from None
    found: dict[str, Any] = json.loads(plain)
    return found


def address_tag(keys: Keys, address: str) -> str:
    """64 hex digits that are equal for equal addresses within one scope, and tell nothing without its key.

    ``address`` must be canonical already (see ``foundation.vault.addresses``).
    """
    return hmac.new(keys.derive("address"), address.encode(), hashlib.sha256).hexdigest()


def _bound_to(code: str) -> bytes:
    return f"undeterred/blob/{VERSION}/{code}".encode()
