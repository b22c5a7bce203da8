"""What a reader asked of the table, read from the address; nonsense is refused in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group, Region
from foundation.dates import in_words


class Unknown(Exception):
    """The address asks for something that does not exist; the message says what."""


class Among(models.TextChoices):
    """Sets of states that the table can be narrowed to."""

    ALL = "", _("All States")
    PARTIES = "parties", _("States Parties")
    JOINED = "joined", _("Joined on 7 February 2025")
    NOT_JOINED = "not-joined", _("States Parties that did not join")
    EU = "eu", _("EU members")
    HOME = "home", _("Home States of the listed")


NO_RANK = "none"
CHECKING = "checking"
FOUND_NOTHING = "nothing-found"
NOT_LOOKED = "not-looked"
IMPOSES = "imposes"
WITHOUT_RANK = {
    NO_RANK: _("Nothing published yet"),
    CHECKING: _("Newer statement being checked"),
    FOUND_NOTHING: _("Looked for, nothing found"),
    NOT_LOOKED: _("Not yet looked at"),
    IMPOSES: _("Imposes these measures"),
}
RANKS = tuple(str(rank) for rank in range(-1, 8) if rank != 0)
BEGINNING = date(1998, 7, 17)
"""The day of the Rome Statute: before it there is nothing to ask about."""


@dataclass(frozen=True)
class Filters:
    """What was asked. ``on`` is the day of everything on the page; ``as_of`` says that a reader chose it."""

    coercing: Actor
    on: date
    among: str = ""
    region: str = ""
    group: Group | None = None
    stance: str = ""
    text: str = ""
    as_of: bool = False
    default_coercing: str = ""

    def address(self, **changes: str) -> str:
        """The query string of this table with some answers changed; empty ones are left out."""
        now = {
            "about": "" if self.coercing.key == self.default_coercing else self.coercing.key,
            "among": self.among,
            "region": self.region,
            "group": self.group.key if self.group else "",
            "stance": self.stance,
            "q": self.text,
            "on": self.on.isoformat() if self.as_of else "",
        }
        kept = {name: value for name, value in {**now, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def is_narrowed(self) -> bool:
        return bool(self.among or self.region or self.group or self.stance or self.text)

    def is_detailed(self) -> bool:
        """Whether anything was asked beside the group of a tab: the form is open then."""
        return bool(self.region or self.group or self.stance or self.text or self.as_of)

    def wide(self) -> str:
        """The address of the whole table, of the same day and about the same measures."""
        return self.address(among="", region="", group="", stance="", q="")


def read(query: QueryDict, coercing_states: list[Actor], groups: list[Group], today: date) -> Filters:
    """Answers from the address. Raises ``Unknown`` for a name nobody gave, a day that is none, an empty register."""
    if not coercing_states:
        raise Unknown(_t("The register is empty: there is nothing to show yet."))
    default = coercing_states[0]
    by_key = {actor.key: actor for actor in coercing_states}
    by_name = {group.key: group for group in groups}
    about = query.get("about", "") or default.key
    if about not in by_key:
        raise Unknown(_t("No State of that name has measures against the Court on this record."))
    group = _one(query, "group", lambda value: value in {"", *by_name}, _t("There is no such group of States."))
    chosen = day(query.get("on", ""), today)
    return Filters(
        coercing=by_key[about],
        on=chosen or today,
        among=_one(query, "among", lambda value: value in Among.values, _t("There is no such group of States.")),
        region=_one(query, "region", lambda value: value in Region.values, _t("There is no such regional group.")),
        group=by_name.get(group),
        stance=_one(
            query,
            "stance",
            lambda value: value in {"", *WITHOUT_RANK, *RANKS},
            _t("There is no such step on the scale."),
        ),
        text=query.get("q", "").strip()[:60],
        as_of=chosen is not None,
        default_coercing=default.key,
    )


def day(value: str, today: date) -> date | None:
    """The day asked for, written as 2025-02-07; none when none was asked for, or today."""
    if not value:
        return None
    try:
        asked = date.fromisoformat(value)
    except ValueError:
        asked = None
    if asked is None or asked.isoformat() != value:
        raise Unknown(_t("That is no day. Write it as year, month and day: 2025-02-07."))
    if asked > today:
        raise Unknown(_t("That day is still to come: this record can be shown as of today or of a day before it."))
    if asked < BEGINNING:
        raise Unknown(
            _t("The Rome Statute is of %(day)s: there is nothing on record before it.")
            % {"day": in_words(BEGINNING, "j F Y")}
        )
    return asked if asked < today else None


def _one(query: QueryDict, name: str, is_known: Callable[[str], bool], refusal: str) -> str:
    value: str = query.get(name, "")
    if not is_known(value):
        raise Unknown(refusal)
    return value
