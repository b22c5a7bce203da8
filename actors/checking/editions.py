"""How often the record has changed: the number that ETags of its pages are made of."""

from datetime import datetime

from django.db.models import F

from actors.checking.models import Edition

ONLY = 1


def current() -> int:
    """The number of the last change; 0 while nothing has changed."""
    return Edition.objects.filter(pk=ONLY).values_list("number", flat=True).first() or 0


def mark() -> str:
    """The last change by number and moment: no other state of this record has the same, not even a restored one."""
    found = Edition.objects.filter(pk=ONLY).values_list("number", "changed_at").first()
    return f"{found[0]} {found[1]}" if found else "0"


def bump(now: datetime) -> None:
    """Says that something the public sees may have changed. Call it last in the deed's transaction: it takes a lock."""
    if not Edition.objects.filter(pk=ONLY).update(number=F("number") + 1, changed_at=now):
        Edition.objects.get_or_create(pk=ONLY, defaults={"number": 1, "changed_at": now})
