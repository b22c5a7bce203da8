"""When letters leave: in the office's own working hours, one after the other, and slowly to one mail server."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from campaigns.planning.models import Target

OPENS, CLOSES = time(9), time(16)
WORKING_DAYS = range(5)
BETWEEN = timedelta(minutes=2)
"""From one letter to the next in one time zone."""
BETWEEN_AT_ONE_DOMAIN = timedelta(minutes=10)
_ZONES = Path(__file__).with_name("state_time_zones.csv")


@dataclass(frozen=True)
class Due:
    """A letter that is to leave; ``domain`` is that of its address."""

    target: Target
    domain: str


@cache
def _zones() -> dict[str, str]:
    """The time zone of each state's seat of government, by its key in the register."""
    with _ZONES.open(encoding="utf-8", newline="") as lines:
        return {row["state"]: row["time_zone"] for row in csv.DictReader(lines)}


def zone_of(target: Target) -> ZoneInfo:
    """The office's own time zone; the campaign's where its state or body has none in the list."""
    actor = target.office.actor
    keys = [actor.key, actor.part_of.key if actor.part_of else ""]
    found = next((_zones()[key] for key in keys if key in _zones()), target.campaign.time_zone)
    return ZoneInfo(found)


def opening(at: datetime, zone: ZoneInfo) -> datetime:
    """``at`` itself within working hours there, else the next morning on which an office works."""
    local = at.astimezone(zone)
    day = local.date()
    if local.time() >= CLOSES:
        day += timedelta(days=1)
    while day.weekday() not in WORKING_DAYS:
        day += timedelta(days=1)
    return max(at, datetime.combine(day, OPENS, zone).astimezone(at.tzinfo))


def plan(due: Iterable[Due], *, now: datetime) -> dict[int, datetime]:
    """By target (pk), not before when its letter leaves: each at the first time that keeps the distances."""
    taken: dict[str, list[datetime]] = {}
    found = {}
    for one in due:
        zone = zone_of(one.target)
        there, at_domain = taken.setdefault(zone.key, []), taken.setdefault(f"@{one.domain}", [])
        at, before = opening(now, zone), None
        while at != before:
            before = at
            at = opening(_after(_after(at, there, BETWEEN), at_domain, BETWEEN_AT_ONE_DOMAIN), zone)
        found[one.target.pk] = at
        there.append(at)
        at_domain.append(at)
    return found


def _after(at: datetime, taken: list[datetime], distance: timedelta) -> datetime:
    """The first time from ``at`` on that is so far from all that are taken."""
    for other in sorted(taken):
        if abs(other - at) < distance:
            at = other + distance
    return at
