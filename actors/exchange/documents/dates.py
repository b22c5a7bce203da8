"""Dates of documents: whole days, months or years. One that names no day is its first day, and says so."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)?)?")


class NoDate(ValueError):
    """This is no date; the message says so in words."""


@dataclass(frozen=True)
class Moment:
    """The first day of what a file says, and what it says."""

    on: date
    text: str

    @property
    def is_exact(self) -> bool:
        return len(self.text) == 10

    def holds(self, day: date) -> bool:
        """Whether a day lies in what the file says: in that year, month or day."""
        return day.isoformat().startswith(self.text)

    def after(self) -> date:
        """The first day after it."""
        year, month = self.on.year, self.on.month
        if self.is_exact:
            return date.fromordinal(self.on.toordinal() + 1)
        months = year * 12 + (month if len(self.text) == 7 else 12)
        return date(months // 12, months % 12 + 1, 1)


def read(text: str) -> Moment | None:
    """``2015``, ``2015-03``, ``2015-03-09`` (a time of day after it is dropped), or nothing. Raises ``NoDate``."""
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        # PopIt writes 2012-10-00 for a month.
        year, month, day = (None if part == "00" else part for part in match.groups())
        if year is None or (day and not month):
            raise ValueError
        found = date(int(year), int(month or 1), int(day or 1))
        if not 1000 <= found.year <= 2999:
            raise ValueError
    except ValueError as error:
        raise NoDate(_("“%(text)s” is no date.") % {"text": text[:40]}) from error
    return Moment(found, "-".join(part for part in (year, month, day) if part))
