"""E-mail addresses: one canonical form, and the few large providers we name in clear.

Two spellings of one mailbox must meet in one signature: case, spaces, full-width letters, Unicode and punycode
domains, a ``+tag``, and the dots that Google's mailboxes ignore.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

MAX_LENGTH = 254
_valid = EmailValidator()
_WRITABLE = re.compile(r"[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]{1,64}")
_IGNORES_DOTS = {"gmail.com", "googlemail.com"}
_SAME = {"googlemail.com": "gmail.com", "protonmail.com": "proton.me", "pm.me": "proton.me"}

PROVIDERS = {
    **dict.fromkeys(["gmail.com"], "google"),
    **dict.fromkeys(["outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.fr", "outlook.fr"], "microsoft"),
    **dict.fromkeys(["yahoo.com", "yahoo.fr", "yahoo.co.uk", "ymail.com"], "yahoo"),
    **dict.fromkeys(["icloud.com", "me.com", "mac.com"], "apple"),
    **dict.fromkeys(["proton.me"], "proton"),
    **dict.fromkeys(["gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com"], "gmx"),
    **dict.fromkeys(["web.de"], "webde"),
    **dict.fromkeys(["t-online.de"], "telekom"),
    **dict.fromkeys(["orange.fr", "wanadoo.fr"], "orange"),
    **dict.fromkeys(["free.fr"], "free"),
    **dict.fromkeys(["laposte.net"], "laposte"),
    **dict.fromkeys(["sfr.fr"], "sfr"),
    **dict.fromkeys(["tutanota.com", "tuta.io", "tuta.com"], "tuta"),
    **dict.fromkeys(["posteo.de", "posteo.net"], "posteo"),
    **dict.fromkeys(["mailbox.org"], "mailbox"),
    **dict.fromkeys(["fastmail.com"], "fastmail"),
    **dict.fromkeys(["riseup.net"], "riseup"),
    **dict.fromkeys(["zoho.com"], "zoho"),
    **dict.fromkeys(["aol.com"], "aol"),
    **dict.fromkeys(["libero.it"], "libero"),
}
"""Mail domain -> name of a large provider. About twenty names: fewer people can be told apart by them."""

OTHER = "other"


def canonical(typed: str) -> str:
    """The one spelling under which we look for duplicates; raises ValidationError for what is no address."""
    delivered = deliverable(typed)
    local, _, domain = delivered.rpartition("@")
    domain = _SAME.get(domain, domain)
    local = local.lower().partition("+")[0] or local.lower()
    if domain in _IGNORES_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def deliverable(typed: str) -> str:
    """The address to write to: as typed, with a clean domain in ASCII; raises ValidationError."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if len(text) > MAX_LENGTH or any(unicodedata.category(mark) in {"Cc", "Cf", "Zl", "Zp"} for mark in text):
        raise ValidationError(_valid.message, code="invalid")
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise ValidationError(_valid.message, code="invalid") from None
    address = f"{local}@{domain}"
    _valid(address)
    # Quoted and overlong names and numbers for a domain are valid on paper, and no mail of ours could be written to
    # them: better said now than found out when nobody can be told.
    if not _WRITABLE.fullmatch(local) or domain.startswith("["):
        raise ValidationError(_valid.message, code="invalid")
    return address


def provider(address: str) -> str:
    """The large provider behind an address, or ``other``."""
    return PROVIDERS.get(canonical(address).rpartition("@")[2], OTHER)
