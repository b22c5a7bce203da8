"""What a reader asked of the page of what moved, read from the address; nonsense is refused in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group, Region
from campaigns.record.filters import Unknown, day

ALL = "all"
SPANS = ((90, _("Last 90 days")), (365, _("Last 12 months")))
BY_POSITIONS = {Group.Rule.CALLED, Group.Rule.LOOKED_NOT_CALLED}
"""Groups that positions themselves make: whoever is in them has moved, or has not, by definition."""


@dataclass(frozen=True)
class Window:
    """What was asked: whose measures, which states, from the beginning of one day to the end of another.

    ``since`` is none for the whole record. Without group and ``among`` it is about the States Parties.
    """

    coercing: Actor
    on: date
    since: date | None = None
    among: str = ""
    region: str = ""
    group: Group | None = None
    as_of: bool = False
    default_coercing: str = ""

    def address(self, **changes: str) -> str:
        """The query string with some answers changed; empty ones are left out."""
        now = {
            "about": "" if self.coercing.key == self.default_coercing else self.coercing.key,
            "among": self.among,
            "region": self.region,
            "group": self.group.key if self.group else "",
            "since": self.since.isoformat() if self.since else "",
            "on": self.on.isoformat() if self.as_of else "",
        }
        kept = {name: value for name, value in {**now, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def is_of_parties(self) -> bool:
        """Whether it is about the States Parties, all of them or those of a region."""
        return not (self.among or self.group)

    def is_detailed(self) -> bool:
        return bool(self.region or self.as_of or self.group or self.since)

    def spans(self) -> list[tuple[str, str, bool]]:
        """Ways to other windows: address, words, and whether it is the one shown."""
        found = [(self.address(since=""), _t("The whole record"), self.since is None)]
        for days, words in SPANS:
            start = self.on - timedelta(days=days)
            found.append((self.address(since=start.isoformat()), str(words), self.since == start))
        return found


def read(query: QueryDict, coercing_states: list[Actor], groups: list[Group], today: date) -> Window:
    """Answers from the address. Raises ``Unknown`` for names and days that are none, and for an empty register."""
    if not coercing_states:
        raise Unknown(_t("The register is empty: there is nothing to show yet."))
    default = coercing_states[0]
    by_key = {actor.key: actor for actor in coercing_states}
    by_name = {group.key: group for group in groups}
    about, among = query.get("about", "") or default.key, query.get("among", "")
    group, region = query.get("group", ""), query.get("region", "")
    if about not in by_key:
        raise Unknown(_t("No State of that name has measures against the Court on this record."))
    if among not in {"", ALL} or group not in {"", *by_name}:
        raise Unknown(_t("There is no such group of States."))
    if region not in Region.values:
        raise Unknown(_t("There is no such regional group."))
    chosen = day(query.get("on", ""), today)
    on = chosen or today
    begun = query.get("since", "")
    since = (day(begun, today) or today) if begun else None
    if since and since > on:
        raise Unknown(_t("The first day asked for is after the last one."))
    return Window(by_key[about], on, since, among, region, by_name.get(group), chosen is not None, default.key)
