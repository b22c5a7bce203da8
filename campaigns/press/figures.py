"""The figures for the press, computed from rows: each says what it counts, of which day, and leads to its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t

from actors.directory.models import Actor
from actors.sanctions.models import Designation
from campaigns.press.drawing import Bar, Mark, Picture, Step
from campaigns.record import roster
from campaigns.record.filters import Among, Filters
from campaigns.record.roster import Roster
from campaigns.templatetags.record import about_measures, rank
from foundation.dates import in_words

FILLS = {
    "-1": "#c08a2b",
    "1": "#cfe1e6",
    "2": "#97c3cf",
    "3": "#5fa1b5",
    "4": "#2f7894",
    "5": "#17617f",
    "6": "#0c4563",
    "7": "#082b44",
}
"""The colours of the scale on white ground (static/css/tokens.css)."""
UNKNOWN = "hatch"
LAND = "#4b5358"
MOST_STATES = 12


@dataclass(frozen=True)
class Row:
    """One line of the table beside a figure: words, number, and where its rows are."""

    label: str
    value: int
    address: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture under a name in the address, with the same numbers as a table."""

    name: str
    picture: Picture
    rows: list[Row]
    kinds: tuple[str, ...] = ("svg", "png")


def table(coercing: Actor, on: date, default: str) -> Roster:
    """Who stands where among the States Parties, as of a day."""
    return roster.build(filters=Filters(coercing, on, among=str(Among.PARTIES), default_coercing=default))


def all_of(found: Roster) -> list[Figure]:
    """The three figures about one coercing state's measures."""
    return [make(found) for make in FIGURES.values()]


def standing(found: Roster) -> Figure:
    """How many States Parties stand on each step, and how many of whom nothing can be said."""
    start = reverse("record:where")
    parties = len(found.parties)
    bars = [
        Bar(
            f"{rank(line.rank)} · {line.label}" if line.rank is not None else line.label,
            line.count,
            FILLS.get(line.fill, UNKNOWN),
            f"{start}{line.address}#result",
        )
        for line in found.key()
    ]
    title = ngettext("Where the %(n)d State Party stands", "Where the %(n)d States Parties stand", parties)
    lead = _t("%(about)s. Each State by the strongest thing it is on record as having said or done.") % {
        "about": about_measures(found.filters.coercing)
    }
    picture = Picture(_language(), title % {"n": parties}, lead, source(found.filters.on), bars=bars)
    return Figure("standing", picture, [Row(bar.label, bar.value, bar.address) for bar in bars])


def calls(found: Roster) -> Figure:
    """How many States Parties had called for lifting by each day, as far as nothing took it back."""
    first: dict[int, date] = {}
    for row in found.parties:
        said = [position.on for position in row.standing.spoken if position.calls_for_lifting]
        if said:
            first[row.actor.pk] = min(said)
    on = found.filters.on
    days = sorted(set(first.values()))
    counts = [(day, sum(other <= day for other in first.values())) for day in days]
    begin = (days[0] if days else on).replace(day=1) - timedelta(days=31)
    whole = max((on - begin).days, 1)
    steps = [Step((day - begin).days / whole, number, in_words(day, "j F Y")) for day, number in counts]
    years = [Mark((date(y, 1, 1) - begin).days / whole, str(y)) for y in range(begin.year + 1, on.year + 1)]
    title = ngettext(
        "At least %(n)d State Party has called for lifting", "At least %(n)d States Parties have called for lifting",
        len(first),
    )  # fmt: skip
    lead = _t("%(about)s: how many were on record by each day. Others may have, and are not on this record.") % {
        "about": about_measures(found.filters.coercing)
    }
    picture = Picture(_language(), title % {"n": len(first)}, lead, source(on), steps=steps, years=years)
    rows = [Row(step.label, step.value) for step in steps]
    return Figure("calls", picture, rows)


def listed(found: Roster) -> Figure:
    """Home states of the people and organisations under this state's measures on that day."""
    on, coercing = found.filters.on, found.filters.coercing
    holds = Q(until_on=None) | Q(until_on__gt=on)
    rows = Designation.objects.public().filter(holds, on__lte=on, coercing_state=coercing, person__public=True)
    checked = rows.exclude(person__unchecked__contains="home_state").exclude(person__home_state=None)
    counts = {
        row["person__home_state"]: row["n"]
        for row in checked.values("person__home_state").annotate(n=Count("person", distinct=True))
    }
    total = rows.aggregate(n=Count("person", distinct=True))["n"]
    states = {row.actor.pk: row.actor for row in found.rows}
    order = sorted(counts, key=lambda pk: (-counts[pk], roster.folded(str(states.get(pk, "")))))
    bars = [
        Bar(states[pk].name, counts[pk], LAND, reverse("record:actor", args=[states[pk].key]))
        for pk in order[:MOST_STATES]
        if pk in states
    ]
    rest = total - sum(bar.value for bar in bars)
    if rest:
        bars.append(Bar(_t("Other home States, and those not checked"), rest, UNKNOWN))
    title = ngettext("%(n)d person or organisation is listed", "%(n)d people and organisations are listed", total)
    lead = _t("%(about)s: whose nationals they are.") % {"about": about_measures(coercing)}
    picture = Picture(_language(), title % {"n": total}, lead, source(on), bars=bars)
    return Figure("listed", picture, [Row(bar.label, bar.value, bar.address) for bar in bars])


def source(on: date) -> str:
    """The line under every figure: who says so, of which day, where."""
    return _t("Undeterred, record of %(day)s: %(address)s") % {
        "day": in_words(on, "j F Y"),
        "address": f"{settings.BASE_URL}{reverse('record:where')}",
    }


def _language() -> str:
    return (get_language() or "en")[:2]


FIGURES: dict[str, Callable[[Roster], Figure]] = {"standing": standing, "calls": calls, "listed": listed}
"""By the name in the address, in the order of the page."""
