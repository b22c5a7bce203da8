"""Links in mails: derived from (purpose, code, generation), never stored.

A token is ``<code>.<mac>``: 32 hex digits, then 32 characters of base64url (192 bits of HMAC-SHA256). The key is
derived from the scope's key, so a dump without the ring yields no working link, and a shredded campaign none at
all. Raising the generation on the row revokes every link given out before.
"""

import base64
import hashlib
import hmac
import re

from foundation.vault.keys import Keys

_TOKEN = re.compile(r"^([0-9a-f]{32})\.([A-Za-z0-9_-]{32})$")
_ANYWHERE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}\.[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")


def token(keys: Keys, purpose: str, code: str, generation: int) -> str:
    """The token for one purpose (``confirm``, ``own``), one row and one generation."""
    said = f"{purpose}|{code}|{generation}".encode()
    mac = hmac.new(keys.derive("links"), said, hashlib.sha256).digest()[:24]
    return f"{code}.{base64.urlsafe_b64encode(mac).decode()}"


def code_of(text: str) -> str | None:
    """The code a token claims to be for, or None when it has not the form of one."""
    found = _TOKEN.match(text)
    return found.group(1) if found else None


def token_in(text: str) -> str:
    """The token somewhere in a text, as in a whole address that was copied; empty when there is none."""
    found = _ANYWHERE.search(text)
    return found.group() if found else ""


def holds(keys: Keys, text: str, purpose: str, code: str, generation: int) -> bool:
    """Whether the token is the one we would give today, compared in constant time."""
    return hmac.compare_digest(text, token(keys, purpose, code, generation))
