"""The sentences above what moved: computed from the moves, honest about what was looked at, and silent about causes."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import get_text_list
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.directory.models import Actor
from campaigns.record.shifts import Shifts
from foundation.dates import in_words

NAMED = 6
"""Up to so many states are named in a headline."""


@dataclass(frozen=True)
class Words:
    headline: str
    coverage: list[str]


def about(found: Shifts) -> Words:
    return Words(f"{_rises(found)} {_retractions(found)}", _coverage(found))


def _rises(found: Shifts) -> str:
    if found.since is None:
        return _t("Nothing is published on this record yet about these measures.")
    rose = found.rose
    words = {"day": in_words(found.since, "j F Y"), "n": apnumber(len(rose)), "names": _names(rose)}
    if not rose:
        return _t("Since %(day)s no rise is on this record.") % words
    if found.window.is_of_parties():
        text = ngettext(
            "Since %(day)s %(n)s State Party has moved up on this record: %(names)s.",
            "Since %(day)s %(n)s States Parties have moved up on this record: %(names)s.",
            len(rose),
        )
    else:
        text = ngettext(
            "Since %(day)s %(n)s State has moved up on this record: %(names)s.",
            "Since %(day)s %(n)s States have moved up on this record: %(names)s.",
            len(rose),
        )
    return text % words


def _retractions(found: Shifts) -> str:
    """That none is on record says what was found, and no more."""
    if found.since is None:
        return ""
    back = found.took_back
    if not back:
        return _t("None is on record as having taken words back.")
    words = {"n": str(apnumber(len(back))).capitalize(), "names": _names(back)}
    return ngettext("%(n)s took words back: %(names)s.", "%(n)s took words back: %(names)s.", len(back)) % words


def _names(actors: list[Actor]) -> str:
    names = [actor.name for actor in actors[:NAMED]]
    more = len(actors) - len(names)
    if more:
        names.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return str(get_text_list(names, _t("and")))


def _coverage(found: Shifts) -> list[str]:
    figures = found.figures
    words = {"n": figures.not_looked_into, "total": figures.total}
    if not figures.total:
        return [_t("No State belongs to this group on that day.")]
    parts = [
        ngettext(
            "%(n)s of these %(total)s States has not been looked at yet one by one.",
            "%(n)s of these %(total)s States have not been looked at yet one by one.",
            figures.not_looked_into,
        )
        % words
        if figures.not_looked_into
        else _t("All of these %(total)s States have been looked at one by one.") % words
    ]
    if figures.being_checked:
        parts.append(
            ngettext(
                "Of %(n)s a newer statement is being checked; it is not counted here.",
                "Of %(n)s a newer statement is being checked; it is not counted here.",
                figures.being_checked,
            )
            % {"n": figures.being_checked}
        )
    return parts
