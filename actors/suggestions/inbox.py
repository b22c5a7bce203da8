"""Takes in what readers propose, keeps the address of those who want an answer sealed, and forgets."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from actors.checking.models import Revision
from actors.checking.revisions import kind_of
from actors.suggestions.models import Suggestion
from foundation.vault import keys, seals

ADDRESS_DAYS = 90
"""After so many days an address is erased, whether anybody has answered or not."""
SETTLED_DAYS = 365
"""What was decided stays this long; what was taken up stays in the history of its row."""


class Full(Exception):
    """As many came within a day as this installation takes (SUGGESTIONS_A_DAY)."""


def is_known(form_number: str) -> bool:
    """Whether a form of this number is here already."""
    return Suggestion.objects.filter(form_number=_digest(form_number)).exists()


def receive(
    *,
    row: Any,
    revision: Revision,
    about: str,
    said: dict[str, str],
    source: str,
    comment: str,
    concerned: bool,
    email: str,
    language: str,
    form_number: str,
    now: datetime,
) -> None:
    """Commits one row; a form sent twice is one. Raises Full.

    The number for a day is counted before, without a lock: a crowd at the last free place may go over it by as many
    as there are web threads.
    """
    a_day = Suggestion.objects.filter(received_at__gt=now - timedelta(days=1))
    if a_day.count() >= settings.SUGGESTIONS_A_DAY:
        raise Full
    code = uuid.uuid4().hex
    found = Suggestion(
        code=code,
        form_number=_digest(form_number),
        about=about,
        kind=kind_of(type(row)),
        key=row.key,
        revision=revision,
        said=said,
        source=source,
        comment=comment,
        concerned=concerned,
        language=language,
        received_at=now,
        address=_sealed(code, email, now) if email else None,
    )
    Suggestion.objects.bulk_create([found], ignore_conflicts=True)


def address_of(suggestion: Suggestion) -> str | None:
    """Where the answer goes; ``None`` when nobody asked, or it was erased. For the mail alone: no page shows it."""
    if suggestion.address is None:
        return None
    opened = keys.open_scope(keys.INSTANCE)
    return str(seals.unseal(opened, suggestion.code, suggestion.address)["email"])


def erase_address(code: str) -> None:
    """It has served its purpose. Twice does no harm."""
    Suggestion.objects.filter(code=code).update(address=None)


def forget(*, now: datetime) -> int:
    """Erases addresses that are too old, and what was decided long ago; returns how many rows that touched."""
    late = Suggestion.objects.filter(address__isnull=False, received_at__lt=now - timedelta(days=ADDRESS_DAYS))
    old = Suggestion.objects.filter(decided_at__lt=now - timedelta(days=SETTLED_DAYS))
    return late.update(address=None) + old.delete()[0]


def _digest(form_number: str) -> str:
    return hashlib.sha256(form_number.encode()).hexdigest()


def _sealed(code: str, email: str, now: datetime) -> bytes:
    return seals.seal(keys.open_instance(today=now.date()), code, {"email": email})
