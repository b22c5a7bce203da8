"""What a reader asked of the table, read from the address; nonsense is refused in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Region


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
RANKS = tuple(str(rank) for rank in range(-1, 8) if rank != 0)


@dataclass(frozen=True)
class Filters:
    coercing: Actor
    among: str = ""
    region: str = ""
    stance: str = ""
    text: str = ""
    default_coercing: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def address(self, **changes: str) -> str:
        """The query string of this table with some answers changed; empty ones are left out."""
        coercing = "" if self.coercing.key == self.default_coercing else self.coercing.key
        now = {"about": coercing, "among": self.among, "region": self.region, "stance": self.stance, "q": self.text}
        kept = {name: value for name, value in {**now, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def is_narrowed(self) -> bool:
        return bool(self.among or self.region or self.stance or self.text)


def read(query: QueryDict, coercing_states: list[Actor]) -> Filters:
    """Answers from the address. Raises ``Unknown`` for a name nobody gave, and for an empty register."""
    if not coercing_states:
        raise Unknown(_t("The register is empty: there is nothing to show yet."))
    default = coercing_states[0]
    by_key = {actor.key: actor for actor in coercing_states}
    about = query.get("about", "") or default.key
    if about not in by_key:
        raise Unknown(_t("No State of that name has measures against the Court on this record."))
    return Filters(
        coercing=by_key[about],
        among=_one(query, "among", lambda value: value in Among.values, _t("There is no such group of States.")),
        region=_one(query, "region", lambda value: value in Region.values, _t("There is no such regional group.")),
        stance=_one(
            query,
            "stance",
            lambda value: value in {"", NO_RANK, CHECKING, *RANKS},
            _t("There is no such step on the scale."),
        ),
        text=query.get("q", "").strip()[:60],
        default_coercing=default.key,
    )


def _one(query: QueryDict, name: str, is_known: Callable[[str], bool], refusal: str) -> str:
    value: str = query.get(name, "")
    if not is_known(value):
        raise Unknown(refusal)
    return value
