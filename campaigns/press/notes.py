"""Writes a campaign's press note, and ends an early address that went too far."""

from datetime import datetime
from typing import Any

from django.db import transaction

from actors.accounts.models import User
from campaigns.planning.members import member_of
from campaigns.planning.models import Campaign
from campaigns.press.models import PressNote, PressText
from foundation.codes import RandomCode
from foundation.history import journal

NOTE = ("contact_name", "contact_email", "contact_phone", "embargo_until_at")
WORDS = ("quote", "speaker", "about")


def write(
    *, campaign: Campaign, said: dict[str, Any], words: dict[str, dict[str, str]], by: User, now: datetime
) -> PressNote:
    """Keeps the note and its words by language. Raises NotAllowed for who may not work. Twice is once."""
    member_of(campaign, by)
    with transaction.atomic():
        note, _made = PressNote.objects.select_for_update().get_or_create(campaign=campaign)
        for name in NOTE:
            setattr(note, name, said[name])
        note.save(update_fields=NOTE)
        for language, texts in words.items():
            PressText.objects.update_or_create(note=note, language=language, defaults={n: texts[n] for n in WORDS})
        journal.write(deed="press.written", by=by, subject=("campaign", campaign.code), scope=campaign.scope, now=now)
    note.refresh_from_db()
    return note


def renew(*, campaign: Campaign, by: User, now: datetime) -> None:
    """The early address that was given out leads nowhere from now on; the page has a new one."""
    member_of(campaign, by)
    with transaction.atomic():
        if PressNote.objects.filter(campaign=campaign).update(code=RandomCode()):
            journal.write(
                deed="press.renewed", by=by, subject=("campaign", campaign.code), scope=campaign.scope, now=now
            )
