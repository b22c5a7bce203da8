"""Sentences about those under measures, computed from rows."""

from collections.abc import Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.directory.models import Actor
from campaigns.record.listed import Sheet
from campaigns.record.sanctioned import Count, Register
from foundation.dates import in_words

_OF = {"US": _("of the United States"), "RU": _("of Russia")}
"""Names need articles; a state that joins this list later stands after a colon until it has its own phrase."""


def of(states: Sequence[Actor]) -> str:
    """“of the United States and of Russia”."""
    phrases = [str(_OF.get(state.key) or _t("of: %(state)s") % {"state": state.name}) for state in states]
    return _listed(phrases)


def headline(register: Register) -> str:
    """The finding: who is under measures of whom. One that fits nobody says so."""
    counted, states = register.in_force, of(register.chosen)
    if not register.rows:
        return _t("Nobody under measures is on this record yet.")
    if not register.shown:
        return _t("Nobody on this record fits all of these.")
    if not counted.total:
        lifted = register.lifted
        words = ngettext(
            "%(who)s was under measures %(of)s, since lifted.",
            "%(who)s were under measures %(of)s, since lifted.",
            lifted.total,
        )
        return capfirst(words % {"who": who(lifted), "of": states})
    words = ngettext(
        "%(who)s is on record as under measures %(of)s.",
        "%(who)s are on record as under measures %(of)s.",
        counted.total,
    )
    return capfirst(words % {"who": who(counted), "of": states})


def lead(register: Register) -> list[str]:
    """What stands beside the finding: home states, those lifted, and what is not shown."""
    counted, lifted = register.in_force, register.lifted
    said = []
    if counted.homes:
        said.append(
            capfirst(
                ngettext(
                    "%(n)s State has nationals among them.", "%(n)s States have nationals among them.", counted.homes
                )
                % {"n": _named(counted.homes)}
            )
        )
    if counted.without_home:
        said.append(
            ngettext(
                "The home State of %(n)s is being checked and is not shown.",
                "The home States of %(n)s are being checked and are not shown.",
                counted.without_home,
            )
            % {"n": _named(counted.without_home)}
        )
    if counted.total and lifted.total:
        said.append(
            ngettext(
                "For %(n)s the measures have been lifted.",
                "For %(n)s others the measures have been lifted.",
                lifted.total,
            )
            % {"n": _named(lifted.total)}
        )
    return said


def who(counted: Count) -> str:
    """“Twenty-one people and three organisations”."""
    parts = []
    if counted.people:
        parts.append(ngettext("%(n)s person", "%(n)s people", counted.people) % {"n": _named(counted.people)})
    if counted.organisations:
        words = ngettext("%(n)s organisation", "%(n)s organisations", counted.organisations)
        parts.append(words % {"n": _named(counted.organisations)})
    return _listed(parts)


def one(sheet: Sheet) -> str:
    """“Under measures of the United States since 20 August 2025 and of Russia since 12 December 2025.”"""
    kept = [listing for listing in sheet.listings if listing.holds]
    if kept:
        first = {row.coercing_state_id: row for row in (listing.row for listing in reversed(kept))}
        parts = [
            _t("%(of)s since %(day)s") % {"of": of([row.coercing_state]), "day": in_words(row.on, "j F Y")}
            for row in sorted(first.values(), key=lambda row: row.on)
        ]
        return _t("Under measures %(stretches)s.") % {"stretches": _listed(parts)}
    parts = []
    for listing in sheet.listings:
        words = {"of": of([listing.row.coercing_state]), "day": in_words(listing.row.on, "j F Y")}
        words["end"] = in_words(listing.lifted_on, "j F Y") if listing.lifted_on else ""
        parts.append(_t("%(of)s from %(day)s to %(end)s") % words)
    return _t("Was under measures %(stretches)s. They were lifted.") % {"stretches": _listed(parts)}


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _t("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _named(number: int) -> Any:
    return apnumber(number)
