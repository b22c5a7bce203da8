"""A sheet as the people who fill and keep it see it: filtered, with one's own states first."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t

from actors.accounts.models import User
from actors.directory.models import Actor
from actors.positions.ledger import Coverage
from actors.watch import answers
from actors.watch.answers import Answer, Entry
from actors.watch.models import Sheet
from campaigns.record import occasions
from campaigns.record.occasions import Finding

SHOWN: dict[str, Any] = {
    "all": lambda entry: True,
    "said": lambda entry: entry.coverage == Coverage.SAID,
    "nothing": lambda entry: entry.coverage == Coverage.NOTHING_FOUND,
    "left": lambda entry: entry.coverage == Coverage.NOT_LOOKED,
    "checking": lambda entry: entry.waiting > 0,
    "unwatched": lambda entry: not entry.correspondents,
}


@dataclass(frozen=True)
class Tab:
    name: str
    words: str
    number: int
    is_open: bool


@dataclass(frozen=True)
class Board:
    answer: Answer
    finding: Finding
    mine: list[Entry]
    """One's own states, those with nothing yet first."""
    shown: list[Entry]
    tabs: list[Tab]


def board(*, sheet: Sheet, user: User, show: str) -> Board:
    """The sheet with those entries that ``show`` names (all for another word); six queries."""
    answer = answers.answer(sheet)
    parties = Actor.objects.public().states_parties(sheet.occasion.on or sheet.opened_at.date())
    show = show if show in SHOWN else "all"
    mine = [entry for entry in answer.entries if any(one.user_id == user.pk for one in entry.correspondents)]
    words = {
        "all": _t("All"),
        "said": _t("Said something"),
        "nothing": _t("Nothing found"),
        "left": _t("Not yet looked at"),
        "checking": _t("Being checked"),
        "unwatched": _t("Watched by nobody"),
    }
    return Board(
        answer=answer,
        finding=occasions.finding(answer, set(parties.values_list("pk", flat=True))),
        mine=sorted(mine, key=lambda entry: not entry.is_left),
        shown=[entry for entry in answer.entries if SHOWN[show](entry)],
        tabs=[Tab(name, words[name], sum(map(holds, answer.entries)), name == show) for name, holds in SHOWN.items()],
    )


def entry_of(sheet: Sheet, actor: Actor) -> Entry:
    """One state's entry on a sheet."""
    return next(entry for entry in answers.answer(sheet).entries if entry.actor.pk == actor.pk)
