"""What looks like a program's work is set aside, not refused: the answer is the same for everybody.

What a form tells by how it was sent travels sealed with it; what an address tells is known when it is taken in.
Networks and mail domains are counted in buckets under a key of the day (``foundation.web.limits``) and kept nowhere.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from actors.accounts.models import User
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing.asides import Sign, Suspicion
from campaigns.signing.models import Aside, Signature
from foundation.history import journal
from foundation.vault.addresses import OTHER, canonical, provider
from foundation.web import limits
from foundation.web.limits import Limit

NETWORK = Limit("sign", size=400, every=20)
"""So many from one network at once: a campus behind one address signs in a lunch break. Then 180 an hour."""
DOMAIN = Limit("sign-domain", size=400, every=20)
"""The same for a mail domain, but for those of the large providers."""
_DISPOSABLE = Path(__file__).with_name("disposable_domains.txt")


@cache
def disposable() -> frozenset[str]:
    lines = _DISPOSABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def of_sending(*, is_trap: bool, is_quick: bool, network: str, now: datetime) -> str:
    """What the way a form was sent says; empty for nothing. Every sending counts for its network."""
    is_many = bool(limits.take(NETWORK, network=network, now=now))
    signs = ((is_trap, Sign.TRAP), (is_quick, Sign.QUICK), (is_many, Sign.NETWORK))
    return next((str(sign) for found, sign in signs if found), "")


def of_address(email: str, now: datetime) -> str:
    """What an address says; empty for nothing."""
    domain = canonical(email).rpartition("@")[2]
    if any(domain == known or domain.endswith(f".{known}") for known in disposable()):
        return str(Sign.DISPOSABLE)
    if provider(email) == OTHER and limits.take(DOMAIN, network=domain, now=now):
        return str(Sign.DOMAIN)
    return ""


def set_aside(*, signature: Signature, why: str) -> None:
    """Call it in the transaction that makes the signature."""
    Suspicion.objects.create(signature=signature, why=why)
    Signature.objects.filter(pk=signature.pk).update(aside=Aside.SUSPECT)


def come_again(*, signature: Signature) -> None:
    """The same address sent a form that looks like a person's: else anybody could make others suspect, by a program
    that signs for them first. Only until it is confirmed."""
    with transaction.atomic():
        rows = Signature.objects.filter(pk=signature.pk, aside=Aside.SUSPECT, confirmed_on=None)
        if rows.update(aside=""):
            Suspicion.objects.filter(signature=signature).delete()


def let_count(*, campaign: Campaign, why: str, by: User, now: datetime) -> int:
    """A member looked and lets all that are suspect for one reason count; returns how many. Twice is once."""
    member_of(campaign, by)
    with transaction.atomic():
        found = Signature.objects.filter(letter__campaign=campaign, aside=Aside.SUSPECT, suspicion__why=why)
        codes = list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
        Suspicion.objects.filter(signature__in=codes).delete()
        Signature.objects.filter(pk__in=codes).update(aside="")
        if codes:
            detail: dict[str, str | int | bool | list[str]] = {"number": len(codes), "why": str(Sign(why))}
            subject = ("campaign", campaign.code)
            journal.write(
                deed="suspects.let_count", by=by, subject=subject, scope=campaign.scope, now=now, detail=detail
            )
    return len(codes)
