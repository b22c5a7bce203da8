"""The calendar of occasions: days that come every year with their next date, moments past and to come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.positions.models import Occasion
from campaigns.record.vouching import vouch
from campaigns.templatetags.record import words_for
from foundation.dates import in_words

KINDS = {
    "international day": _("international day"),
    "anniversary": _("anniversary"),
    "session": _("session"),
    "occasion": _("moment"),
    "deadline": _("deadline"),
}
"""Words for the kinds of the packaged data; another kind is shown as it was entered."""


def kind_words(occasion: Occasion) -> str:
    kind = occasion.checked("kind") or ""
    return str(KINDS.get(kind, kind))


def dates_in_words(occasion: Occasion, on: date) -> str:
    """“10 December 2026”, “1 to 5 December 2025”, “December 2026”, as exactly as it is known."""
    last = occasion.until_on
    if occasion.yearly:
        return in_words(on, "j F Y")
    if last is None or last == on:
        return words_for(on, occasion.precision)
    is_one_month = (on.year, on.month) == (last.year, last.month)
    first = in_words(on, "j" if is_one_month else "j F Y")
    return _t("%(first)s to %(last)s") % {"first": first, "last": in_words(last, "j F Y")}


@dataclass(frozen=True)
class Day:
    """An occasion with the day it comes next, or came."""

    occasion: Any
    on: date

    @property
    def kind(self) -> str:
        return kind_words(self.occasion)

    @property
    def dates(self) -> str:
        return dates_in_words(self.occasion, self.on)


@dataclass(frozen=True)
class Year:
    number: int
    days: list[Day]


@dataclass(frozen=True)
class Calendar:
    today: date
    coming: list[Year]
    past: list[Year]
    undated: list[Occasion]
    """Yearly days whose day is not known."""

    @property
    def headline(self) -> str:
        """What comes next, and in how many days."""
        first = next((day for year in self.coming for day in year.days if day.on >= self.today), None)
        if first is None:
            return _t("No day to come is on this record.")
        words = {"name": first.occasion.name, "day": in_words(first.on, "j F Y"), "n": (first.on - self.today).days}
        if first.occasion.precision != "day":
            return _t("%(name)s comes next.") % words
        if not words["n"]:
            return _t("Today is %(day)s: %(name)s.") % words
        return (
            ngettext("In %(n)s day: %(name)s, on %(day)s.", "In %(n)s days: %(name)s, on %(day)s.", words["n"]) % words
        )


def occasions() -> list[Any]:
    """Every public occasion with its number of public ``words`` and of ``asked`` (sheets), in three queries."""
    said = Count("positions", filter=Q(positions__public=True), distinct=True)
    rows = Occasion.objects.public().select_related("revision")
    found = list(rows.annotate(words=said, asked=Count("sheets", distinct=True)).order_by("key"))
    vouch(found)
    return found


def calendar(today: date) -> Calendar:
    """The calendar as of a day. A moment that may not be over yet has not passed."""
    rows = occasions()
    yearly = [(row, row.next_on(today)) for row in rows if row.yearly]
    dated = [Day(row, row.on) for row in rows if row.on]
    coming = [Day(row, on) for row, on in yearly if on] + [day for day in dated if day.occasion.latest_day >= today]
    past = [day for day in dated if day.occasion.latest_day < today]
    return Calendar(
        today=today,
        coming=_by_year(sorted(coming, key=lambda day: (day.on, day.occasion.key))),
        past=_by_year(sorted(past, key=lambda day: (-day.on.toordinal(), day.occasion.key))),
        undated=[row for row, on in yearly if on is None],
    )


def _by_year(days: list[Day]) -> list[Year]:
    years: dict[int, list[Day]] = {}
    for day in days:
        years.setdefault(day.on.year, []).append(day)
    return [Year(number, found) for number, found in years.items()]
