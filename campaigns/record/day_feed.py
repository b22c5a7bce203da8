"""Days as a calendar that other programs subscribe to (iCalendar, RFC 5545): whole days, the same bytes for the same
rows, nothing of who reads it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _t
from icalendar import Calendar, Event

from actors.checking.models import Revision
from actors.positions.models import Occasion, latest_day
from actors.sanctions.models import Precision
from campaigns.record.days import kind_words, occasions

EVERY_YEAR = {"freq": "yearly"}
END_OF_FEBRUARY = {"freq": "yearly", "bymonth": 2, "bymonthday": -1}
"""29 February: its last day in every year; by the date alone it would come every fourth year."""


def feed(*, language: str, host: str, address: Any) -> bytes:
    """The public occasions of the active language; ``address(key)`` is the full address of an occasion's page.

    A moment known by its year only is left out: a calendar would have it fill the year.
    """
    rows = [row for row in occasions() if row.yearly or row.precision != Precision.YEAR]
    first = first_years(row.key for row in rows)
    found = Calendar()
    found.add("prodid", f"-//Undeterred//Days//{language.upper()}")
    found.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        found.add(name, _t("Undeterred: days of the Court’s defenders"))
    found.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "P1D")
    for row in rows:
        event = _event(row, first[row.key], host, address(row.key))
        if event is not None:
            found.add_component(event)
    return bytes(found.to_ical())


def first_years(keys: Iterable[str]) -> dict[str, int]:
    """The year in which each occasion was first entered: a yearly day begins there, and does not move afterwards."""
    rows = Revision.objects.filter(kind="occasion", key__in=list(keys))
    found = rows.values("key").annotate(first=Min("entered_at")).values_list("key", "first")
    return {key: first.year for key, first in found}


def _event(row: Any, year: int, host: str, url: str) -> Event | None:
    begins = row.day_in(year) if row.yearly else row.on
    if begins is None:
        return None
    changed = changed_at(row)
    event = Event()
    event.add("uid", f"{row.key}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", row.revision.number - 1)
    event.add("dtstart", begins)
    event.add("dtend", (begins if row.yearly else last_day(row)) + timedelta(days=1))
    if row.yearly:
        event.add("rrule", END_OF_FEBRUARY if row.month_day == "02-29" else EVERY_YEAR)
    event.add("summary", _summary(row))
    event.add("description", _description(row, url))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if row.precision == Precision.DAY else "TENTATIVE")
    return event


def changed_at(row: Any) -> datetime:
    """When the facts that stand were entered, or confirmed."""
    found: datetime = row.check.checked_at if row.check else row.revision.entered_at
    return found


def last_day(row: Occasion) -> date:
    """The last day of a moment: a month whole when no day is known, one day when it is about that day."""
    if row.on is None:
        raise ValueError("A yearly day has no last one.")
    return row.until_on or (latest_day(row.on, row.precision) if row.precision == Precision.MONTH else row.on)


def _summary(row: Occasion) -> str:
    if row.precision == Precision.MONTH:
        return _t("%(name)s (day not known yet)") % {"name": row.name}
    return _t("%(name)s (about this day)") % {"name": row.name} if row.precision == Precision.ABOUT else row.name


def _description(row: Any, url: str) -> str:
    sources = "; ".join(source.url or source.label for source in row.sources)
    return "\n".join(filter(None, (kind_words(row).capitalize(), row.caveat, sources, url)))
