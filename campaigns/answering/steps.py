"""Dated steps on the way: recorded by staff with a source, shown in public, and claiming no cause (R25)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from actors.accounts.models import User
from campaigns.answering import incoming
from campaigns.answering.models import Step
from campaigns.answering.replies import NotYet, NoWords
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from foundation.history import journal

SOURCED = frozenset({Step.Kind.PARLIAMENT, Step.Kind.SAID, Step.Kind.DONE})
"""What anybody must be able to look up."""


class NoSource(Exception):
    """Words and deeds in public have a page where they can be read."""


def record(
    *, target: Target, kind: str, on: date, words: str, language: str, source: str, by: User, now: datetime
) -> Step:
    """Records a step; it is public at once. Twice the same is once.

    Raises NotAllowed, NoWords, NoSource, or NotYet for a day to come.
    """
    member = member_of(target.campaign, by)
    said = incoming.one_line(words, 300)
    if not said:
        raise NoWords
    if kind in SOURCED and not source:
        raise NoSource
    if on > now.date():
        raise NotYet
    same = {"target": target, "kind": kind, "on": on, "words": said}
    try:
        with transaction.atomic():
            row = Step.objects.create(**same, language=language, source=source, member=member, at=now)
            row.refresh_from_db(fields=["code"])
            _journal("step.recorded", row, by, now)
    except IntegrityError:
        return Step.objects.get(**same, ended_at=None)
    return row


def take_back(*, step: Step, by: User, now: datetime) -> None:
    """It was wrong: it goes out of the public's sight, and stays in the journal. Twice is once."""
    member = member_of(step.target.campaign, by)
    with transaction.atomic():
        if Step.objects.filter(pk=step.pk, ended_at=None).update(ended_at=now, ended_by=member):
            _journal("step.taken_back", step, by, now)


def _journal(deed: str, step: Step, by: User, now: datetime) -> None:
    scope = step.target.campaign.scope
    detail: dict[str, str | int | bool | list[str]] = {"office": step.target.office.key, "kind": step.kind}
    journal.write(deed=deed, by=by, subject=("step", step.code), scope=scope, now=now, detail=detail)
