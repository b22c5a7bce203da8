"""Keys: one per scope, wrapped by the ring from the environment, destroyed to shred what they sealed.

A scope is a campaign (``campaign:<code>``) or the whole installation (``instance``). From its 32-byte key we
derive one key per use (HKDF-SHA256, the use as info), so that no two uses share one.
"""

import os
from dataclasses import dataclass, field
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from foundation.vault.models import ScopeKey

INSTANCE = "instance"
_NONCE = 12


class KeyGone(LookupError):
    """The scope's key was destroyed, never made, or is wrapped by a key that is not in the ring."""


@dataclass(frozen=True)
class Keys:
    """The keys derived for one scope. Held for one piece of work, never kept between requests."""

    scope: str
    root: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derive(self, use: str) -> bytes:
        """32 bytes for one named use; derived once for each piece of work, which may be a lot of mails."""
        if use not in self._derived:
            info = f"undeterred/1/{self.scope}/{use}".encode()
            self._derived[use] = HKDF(SHA256(), 32, salt=None, info=info).derive(self.root)
        return self._derived[use]


def create(scope: str, *, today: date) -> None:
    """Makes the scope's key unless it has one already (also one that was destroyed)."""
    label, wrapping = next(iter(settings.VAULT_KEYS.items()))
    wrapped = _wrap(wrapping, scope, AESGCM.generate_key(256))
    ScopeKey.objects.get_or_create(scope=scope, defaults={"wrapped": wrapped, "wrapped_by": label, "created_on": today})


def open_scope(scope: str) -> Keys:
    """The scope's keys; raises KeyGone when there are none to be had."""
    # By hand: each signing and each mail comes by here, and the ORM would take longer than the opening.
    row = next(iter(ScopeKey.objects.raw("SELECT * FROM foundation_scopekey WHERE scope = %s", [scope])), None)
    if row is None or row.destroyed_on is not None:
        raise KeyGone(scope)
    return Keys(scope, _unwrap(row))


def open_instance(*, today: date) -> Keys:
    """The installation's own keys, made at first use."""
    try:
        return open_scope(INSTANCE)
    except KeyGone:
        create(INSTANCE, today=today)
        return open_scope(INSTANCE)


def rotate() -> int:
    """Wraps every living key anew with the first key of the ring; returns how many were moved.

    What the keys sealed is not touched. After this, and once older dumps need not be read any more, the old
    wrapping key can be taken out of the ring and destroyed: then a destroyed campaign is gone from them too.
    """
    label, wrapping = next(iter(settings.VAULT_KEYS.items()))
    moved = 0
    for pk in ScopeKey.objects.filter(destroyed_on=None).exclude(wrapped_by=label).values_list("pk", flat=True):
        with transaction.atomic():
            row = ScopeKey.objects.select_for_update().get(pk=pk)
            if row.destroyed_on is None:
                row.wrapped = _wrap(wrapping, row.scope, _unwrap(row))
                row.wrapped_by = label
                row.save(update_fields=["wrapped", "wrapped_by"])
                moved += 1
    return moved


def destroy(scope: str, *, today: date) -> None:
    """Shreds the scope: nothing sealed under it can be read again. Twice does no harm."""
    ScopeKey.objects.filter(scope=scope, destroyed_on=None).update(wrapped=b"", wrapped_by="", destroyed_on=today)


def _wrap(wrapping: bytes, scope: str, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(wrapping).encrypt(nonce, key, scope.encode())


def _unwrap(row: ScopeKey) -> bytes:
    wrapping = settings.VAULT_KEYS.get(row.wrapped_by)
    if wrapping is None:
        raise KeyGone(f"{row.scope} is wrapped by a key that is not in VAULT_KEYS: {row.wrapped_by}")
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(wrapping).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], row.scope.encode())
    except InvalidTag:
        raise KeyGone(f"{row.scope}: the key labelled {row.wrapped_by} does not open it") from None
