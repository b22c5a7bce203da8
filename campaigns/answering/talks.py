"""The contact log: meetings and calls with an office, and what comes next. The organisation's own, and sealed."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.answering import incoming, sealing
from campaigns.answering.models import Talk
from campaigns.answering.replies import NotYet, NoWords
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from foundation.history import journal


@dataclass(frozen=True)
class Said:
    """What was talked about, with whom, and what comes next."""

    what: str = field(repr=False)
    whom: str = field(default="", repr=False)
    next: str = field(default="", repr=False)


def log(
    *,
    target: Target,
    kind: str,
    on: date,
    what: str,
    by: User,
    now: datetime,
    whom: str = "",
    next_step: str = "",
    next_on: date | None = None,
) -> Talk:
    """Enters a talk. Raises NotAllowed, NoWords, or NotYet for a day to come.

    A next step has a day, and a day has a step: without its words the day is not kept.
    """
    campaign = target.campaign
    member = member_of(campaign, by)
    said = Said(incoming.plain(what)[:4000], incoming.one_line(whom), incoming.one_line(next_step, 300))
    if not said.what:
        raise NoWords
    if on > now.date():
        raise NotYet
    code = secrets.token_hex(16)
    with transaction.atomic():
        row = Talk.objects.create(
            code=code,
            target=target,
            kind=kind,
            on=on,
            sealed=sealing.seal(campaign, code, vars(said), today=now.date()),
            next_on=(next_on or on) if said.next else None,
            member=member,
            at=now,
        )
        _journal("talk.logged", row, by, now)
    return row


def finish(*, talk: Talk, by: User, now: datetime) -> None:
    """The next step is done. Twice is once."""
    member = member_of(talk.target.campaign, by)
    with transaction.atomic():
        open_rows = Talk.objects.filter(pk=talk.pk, done_at=None, next_on__isnull=False)
        if open_rows.update(done_at=now, done_by=member):
            _journal("talk.next_done", talk, by, now)


def said(talk: Talk) -> Said:
    return Said(**sealing.unseal(talk.target.campaign, talk.code, talk.sealed))


def _journal(deed: str, talk: Talk, by: User, now: datetime) -> None:
    scope = talk.target.campaign.scope
    detail: dict[str, str | int | bool | list[str]] = {"office": talk.target.office.key}
    journal.write(deed=deed, by=by, subject=("talk", talk.code), scope=scope, now=now, detail=detail)
