"""The open list as the public sees it: names in no order, and counts in tens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from campaigns.letters.models import Letter
from campaigns.record.roster import folded
from campaigns.signing import lists
from campaigns.site import pages
from campaigns.site.forms import no_link
from campaigns.supporters import professions
from foundation.vault.keys import KeyGone
from foundation.web.forms import NumberedForm, one_line
from foundation.web.limits import Limit

A_PAGE = 200
OFTEN = Limit("not_me", size=5, every=1800)


class NotMeForm(NumberedForm):
    """Somebody says that a name on the list stands there without its owner's doing."""

    name = forms.CharField(
        label=_("The name, as it stands on the list"),
        max_length=120,
        validators=[one_line, no_link],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please enter the name that should be hidden.")},
    )


def about(letter: Letter) -> str:
    return f"not-me:{letter.code}"


@dataclass(frozen=True)
class Cell:
    """At least so many of the list: a country, a profession, or both of whoever is shown without a name."""

    words: str
    number: int


@dataclass(frozen=True)
class OpenList:
    """One page of a letter's list. ``number`` names stand on the whole of it; none where they would be too few."""

    case: pages.Case
    names: list[str]
    number: int
    page: Any
    cells: dict[str, list[Cell]]


def find(code: str, key: str, page: int, language: str, now: datetime) -> OpenList:
    """A fixed number of queries, however many names there are; Http404 where there is no such page."""
    campaign = pages.find_campaign(code)
    case = pages.find_case(campaign, key, language, now)
    # In random places; the code, random too, decides between two in one.
    rows = case.letter.listed_names.public().exclude(tag="").order_by("place", "code")
    paginator = Paginator(rows, A_PAGE)
    number = paginator.count if paginator.count >= lists.FEWEST else 0
    if page > max(paginator.num_pages if number else 1, 1) or page < 1:
        raise Http404
    shown = paginator.page(page)
    try:
        names = lists.names(shown.object_list, campaign) if number else []
    except KeyGone:
        names, number = [], 0
    return OpenList(case, names, number, shown, _cells(case.letter))


def _cells(letter: Letter) -> dict[str, list[Cell]]:
    rows = list(letter.list_cells.order_by("-number", "key"))
    wanted = {part for row in rows for part in row.key.split("|")}
    countries = {state.key: state.name for state in Actor.objects.filter(key__in=wanted)}
    found: dict[str, list[Cell]] = {}
    for row in rows:
        first, _bar, second = row.key.partition("|")
        parts = (countries.get(first) or professions.label(first), countries.get(second, ""))
        found.setdefault(row.kind, []).append(Cell(", ".join(part for part in parts if part), row.number))
    return {kind: sorted(cells, key=lambda cell: (-cell.number, folded(cell.words))) for kind, cells in found.items()}


def form(data: QueryDict | None) -> NotMeForm:
    """From a button of the list only the name comes: that is no form sent, and nothing is done yet."""
    if data is None or "number" not in data:
        return NotMeForm(initial={"name": data.get("name", "")[:120] if data else ""})
    return NotMeForm(data)
