"""Says before anybody confirms it that two people would hold one seat at the same time."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from actors.directory.models import Term
from actors.exchange.documents.register import Register
from actors.exchange.plans import Line


def remark(lines: list[Line], register: Register) -> None:
    """Adds a remark to each line that enters a term beside another in an office of one seat."""
    held: dict[int, dict[str, Term]] = defaultdict(dict)
    for pk, rows in register.terms.items():
        held[pk] = {row.key: row for row in rows if row.pk not in register.refused}
    of_key = {}
    for line in lines:
        if isinstance(line.row, Term):
            held[line.row.office_id][line.row.key] = line.row
            of_key[line.row.key] = line
    for terms in held.values():
        seated = [row for row in terms.values() if row.office.kind.one_seat and not row.disputed]
        seated.sort(key=lambda row: (row.from_on or date.min, row.key))
        for one, other in zip(seated, seated[1:], strict=False):
            if one.until_on is None or other.from_on is None or other.from_on < one.until_on:
                _say(of_key, one, other)
                _say(of_key, other, one)


def _say(lines: dict[str, Line], row: Term, other: Term) -> None:
    line = lines.get(row.key)
    if line is not None and line.state != "unchanged":
        line.remarks.append(
            _("Holds one seat at the same time as %(other)s: both cannot be confirmed.") % {"other": other.person}
        )
