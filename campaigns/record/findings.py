"""Sentences computed from the facts, each about one coercing state and honest about what was looked at."""

from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.directory.models import Actor, Group
from actors.positions import ledger
from actors.positions.ledger import Figures, Sheet
from foundation.dates import in_words

ABSENT = "states-parties-not-joined-2025-02-07"


@dataclass(frozen=True)
class Finding:
    """A headline, and what has to stand beside it."""

    headline: str
    coverage: str
    backing: str


def about(sheet: Sheet, parties: list[Actor]) -> Finding:
    """The finding about the States Parties."""
    figures = sheet.figures([actor.pk for actor in parties])
    return Finding(_headline(figures, sheet.coercing_state), _coverage(figures), _backing(figures))


@dataclass(frozen=True)
class Front:
    """What the front page says of the record, about the coercing state with the longest list."""

    finding: Finding
    absent: str
    folio: list[str]


def front(on: date) -> Front | None:
    """The findings for the front page; nothing while the register is empty."""
    coercing = ledger.coercing_states()
    if not coercing:
        return None
    sheet = ledger.sheet(coercing_state=coercing[0], on=on)
    parties = list(Actor.objects.public().states_parties(on))
    return Front(about(sheet, parties), _absent(on), folio(sheet, len(parties)))


def _absent(on: date) -> str:
    """The one sentence about those who did not: the list of that day is complete."""
    group = Group.objects.public().filter(key=ABSENT, complete=True, base__complete=True, base__public=True).first()
    count = group.members(on).count() if group else 0
    if not count:
        return ""
    return ngettext(
        "%(n)s State Party did not join the joint statement of 7 February 2025.",
        "%(n)s States Parties did not join the joint statement of 7 February 2025.",
        count,
    ) % {"n": count}


def folio(sheet: Sheet, parties: int) -> list[str]:
    """The line under the masthead: what this record is, of which day."""
    rows = {row.pk: row for standing in sheet.standings.values() for row in standing.public}
    collected = sheet.coercing_state.data_set_on or sheet.on
    return [
        _t("Record of %(day)s") % {"day": in_words(collected, "j F Y")},
        ngettext("%(n)s State Party to the Rome Statute", "%(n)s States Parties to the Rome Statute", parties)
        % {"n": parties},
        ngettext(
            "%(n)s published position, with its source", "%(n)s published positions, each with its source", len(rows)
        )
        % {"n": len(rows)},
    ]


def _named(count: int) -> str:
    return str(apnumber(count))


def _headline(figures: Figures, coercing: Actor) -> str:
    count = len(figures.calling)
    words = {"n": _named(count), "state": coercing.name}
    if not count:
        return _t("No call to lift the measures of %(state)s is on this record yet.") % words
    if coercing.key == "US":
        return (
            ngettext(
                "At least %(n)s State Party is on record as having called on the United States to lift its sanctions.",
                "At least %(n)s States Parties are on record as having called on the United States to lift its "
                "sanctions.",
                count,
            )
            % words
        )
    return (
        ngettext(
            "At least %(n)s State Party is on record as having called for the measures to be lifted: %(state)s.",
            "At least %(n)s States Parties are on record as having called for the measures to be lifted: %(state)s.",
            count,
        )
        % words
    )


def _coverage(figures: Figures) -> str:
    words = {"n": figures.not_looked_into, "total": figures.total}
    if not figures.not_looked_into:
        return _t("All %(total)s States Parties have been looked at one by one.") % words
    return (
        ngettext(
            "%(n)s of %(total)s has not been looked at yet one by one.",
            "%(n)s of %(total)s have not been looked at yet one by one.",
            figures.not_looked_into,
        )
        % words
    )


def _backing(figures: Figures) -> str:
    parts = []
    if figures.backing:
        parts.append(
            ngettext(
                "At least %(n)s has asked for or backed a law against them.",
                "At least %(n)s have asked for or backed a law against them.",
                len(figures.backing),
            )
            % {"n": _named(len(figures.backing))}
        )
    if figures.enacting:
        parts.append(
            ngettext("At least %(n)s has enacted one.", "At least %(n)s have enacted one.", len(figures.enacting))
            % {"n": _named(len(figures.enacting))}
        )
    else:
        parts.append(_t("We know of no State Party that has enacted one."))
    return " ".join(parts)
