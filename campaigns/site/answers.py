"""What the public reads of what came back: what was handed over, who answered, published answers, dated steps.

Everything is counted from rows, and nothing says what came of what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.directory.models import Actor, Office
from actors.positions.models import Position
from campaigns.answering.accounts import Account, Standing
from campaigns.answering.models import Grading, Publication, Step
from campaigns.answering.replies import newest_grading
from campaigns.planning.models import Campaign, Target
from campaigns.record import shifts
from campaigns.record.shift_filters import ALL, Window

SHOWN = 12
"""Events of offices on a campaign's own page; all of them stand on the page of answers."""


@dataclass(frozen=True)
class Event:
    """Something an office did, on a day. ``kind`` is one of ``Step.Kind``, or answered, passed_on."""

    on: date
    kind: str
    office: Office
    words: str = ""
    language: str = ""
    source: str = ""
    anchor: str = ""
    """Of a published answer."""


def events(accounts: Sequence[Account]) -> list[Event]:
    """Newest first: what came of replies, and what staff recorded."""
    found: list[Event] = []
    for account in accounts:
        office = account.target.office
        public = {reply.pk: row.code for reply, row in account.published}
        for reply, _grading in account.answers:
            found.append(Event(reply.came_on, "answered", office, anchor=public.get(reply.pk, "")))
        if account.received_on and not any(step.kind == Step.Kind.RECEIVED for step in account.steps):
            found.append(Event(account.received_on, "received", office))
        for step in account.steps:
            found.append(Event(step.on, step.kind, office, step.words, step.language, step.source))
    return sorted(found, key=lambda event: event.on, reverse=True)


def at_noon(day: date, campaign: Campaign) -> datetime:
    """A day as a time, for lists that hold both."""
    return datetime.combine(day, time(12), ZoneInfo(campaign.time_zone))


@dataclass(frozen=True)
class Answer:
    """A published reply, as it stands on the page."""

    account: Account
    on: date
    grading: Grading | None
    text: Publication
    positions: list[Position]


def answers(accounts: Sequence[Account]) -> list[Answer]:
    """Published replies, newest first."""
    found = [
        Answer(account, reply.came_on, newest_grading(reply), text, account.positions_of(reply))
        for account in accounts
        for reply, text in account.published
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def written(accounts: Sequence[Account]) -> list[Account]:
    """Those that a letter was handed over to, or that answered without."""
    return [account for account in accounts if account.standing != Standing.UNSENT]


def about(targets: Sequence[Target], accounts: Sequence[Account], today: date) -> dict[str, Any]:
    """Of a letter's own offices, those it went to, each with the days an answer has been waited for; and what came."""
    mine = {target.pk for target in targets}
    own = [account for account in accounts if account.target.pk in mine]
    return {
        "accounts": [(account, account.days(today)) for account in written(own)],
        "events": events(own)[:SHOWN],
    }


def headline(accounts: Sequence[Account]) -> str:
    """The finding: how many of those written to have answered. Whoever is waited for is not said to be silent."""
    asked = written(accounts)
    if not asked:
        return _("No letter has been handed over yet")
    n = sum(account.standing == Standing.ANSWERED for account in asked)
    words = {"n": n, "total": len(asked)}
    if not n:
        said = ngettext(
            "%(total)s office was written to; no answer so far",
            "%(total)s offices were written to; no answer so far",
            len(asked),
        )
        return said % words
    return (
        ngettext(
            "%(n)s of %(total)s offices written to has answered",
            "%(n)s of %(total)s offices written to have answered",
            n,
        )
        % words
    )


def moved(campaign: Campaign, accounts: Sequence[Account], today: date) -> list[shifts.Shift]:
    """Rises on the record since the launch, of those whose offices were written to. That is no finding about why."""
    coercing = Actor.objects.public().filter(key=campaign.coercing_state).first() if campaign.coercing_state else None
    if coercing is None or campaign.launched_at is None:
        return []
    asked = {account.target.office.actor_id for account in written(accounts)}
    since = campaign.launched_at.astimezone(ZoneInfo(campaign.time_zone)).date()
    found = shifts.gather(Window(coercing, today, since, ALL))
    return [shift for shift in found.moves if shift.actor.pk in asked and shift.move.is_rise]
