"""Shows dates, ranks and languages of the record in words."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from babel import Locale
from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.sanctions.models import Precision
from foundation.dates import in_words

register = template.Library()

_ABOUT = {"US": _("About measures of the United States"), "RU": _("About measures of Russia")}
"""Names need articles; a state that joins this list later is named after a colon until it has its own phrase."""

PAGES = (
    ("record:where", _("Who stands where")),
    ("record:movement", _("What moved")),
    ("record:sanctioned", _("The sanctioned")),
    ("record:measures", _("Measures")),
    ("record:levers", _("Levers")),
    ("record:days", _("Days")),
    ("press:record", _("For the press")),
    ("record:data", _("Data")),
    ("record:method", _("How it is made")),
)
"""Pages of the record in the order of its navigation."""

_RANKS = range(-1, 8)
_FROM = re.compile(r"translated from (\w{2,3})")
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "ur", "yi"}


@register.filter
def dated(row: Any) -> str:
    """A row's date as exactly as it is known: “2 September 2025”, “December 2025”, “about 6 June 2025”."""
    return words_for(row.on, getattr(row, "precision", Precision.DAY))


def words_for(on: date, precision: str) -> str:
    if precision == Precision.YEAR:
        return in_words(on, "Y")
    if precision == Precision.MONTH:
        return in_words(on, "F Y")
    exact = in_words(on, "j F Y")
    return _t("about %(day)s") % {"day": exact} if precision == Precision.ABOUT else exact


@register.filter
def rank(value: int | None) -> str:
    """With a real minus sign; a dot where there is none."""
    if value is None:
        return "·"
    return f"−{-value}" if value < 0 else str(value)


@register.filter
def language_of(row: Any) -> str:
    """The language code of quoted words, for the ``lang`` attribute."""
    code = str(row.quote_lang or "").split(" ")[0]
    return code if code.isalpha() and len(code) in {2, 3} else ""


@register.filter
def direction(language: str) -> str:
    """The ``dir`` of words in a language; where it is not known, the words themselves decide."""
    return ("rtl" if language in RIGHT_TO_LEFT else "ltr") if language else "auto"


@register.filter
def spoken_in(row: Any) -> str:
    """In which language quoted words stand, when it is not the reader's, and what they were translated from."""
    code, original = language_of(row), _FROM.search(str(row.quote_lang or ""))
    mine = (get_language() or "en").split("-")[0]
    names = Locale.parse(mine).languages
    found = []
    if code and code != mine:
        found.append(_t("Words in %(language)s.") % {"language": names.get(code, code)})
    if original:
        found.append(_t("Translated; the original is in %(language)s.") % {"language": names.get(original[1], "?")})
    return " ".join(found)


@register.simple_tag
def ladder(standing: Any) -> SafeString:
    """The nine cells of the scale in a table row: filled where it stands, dashed where its latest words are."""
    best = standing.strongest.stance.rank if standing.strongest else None
    last = standing.latest.stance.rank if standing.latest else None
    cells = "".join(_cell("cell", step) for step in _RANKS)
    if last is not None and last != best:
        cells += _cell("cell--top", last)
    if best is not None:
        cells += _cell(f"f{best} cell--on", best)
    return mark_safe(f'<svg class="ladder" viewBox="0 0 119 15" aria-hidden="true" focusable="false">{cells}</svg>')


@register.simple_tag
def strip(move: Any) -> SafeString:
    """The nine cells of the scale with one move: dashed where it began, a line, and filled where it ended."""
    before, after = move.before, move.after
    cells = "".join(_cell("cell", step) for step in _RANKS)
    if before is not None:
        cells += _cell("cell--top", before)
    if before is not None and after is not None and before != after:
        cells += f'<line class="g-line" x1="{_middle(before)}" y1="7.5" x2="{_middle(after)}" y2="7.5"/>'
    if after is not None:
        cells += _cell(f"f{after} cell--on", after)
    return mark_safe(f'<svg class="ladder" viewBox="0 0 119 15" aria-hidden="true" focusable="false">{cells}</svg>')


def _middle(step: int) -> float:
    return 7 + 13.0 * (step + 1)


def _cell(css: str, step: int) -> str:
    return f'<rect class="{css}" x="{1.5 + 13 * (step + 1)}" y="1.5" width="11" height="12"/>'


def address(name: str, *args: str) -> str:
    """Of a page of the record; empty in an installation without it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("record/_nav.html", takes_context=True)
def record_nav(context: Any) -> dict[str, Any]:
    """The ways through the record, with the page that is open marked."""
    path = context["request"].path
    found = [(url, words) for name, words in PAGES if (url := address(name))]
    start = found[0][0] if found else ""
    here = {
        url: "page" if url == path else "true" if url != start and path.startswith(url) else "" for url, _w in found
    }
    return {"pages": [(url, words, here[url]) for url, words in found]}


@register.inclusion_tag("record/_tools.html")
def row_tools(row: Any) -> dict[str, str]:
    """Links of one public row: to cite or take it, and to suggest a correction."""
    kind = str(row._meta.model_name)
    return {"cite": address("record:row", kind, row.key), "suggest": address("record:suggest", kind, row.key)}


@register.filter
def collected_on(rows: Iterable[Any]) -> list[date]:
    """Days of the data sets that rows come from which no person has checked; one line below a table says it once."""
    found = (getattr(row, "row", None) or getattr(row, "instrument", row) for row in rows)
    return sorted({row.data_set_on for row in found if row.data_set_on and not row.check})


@register.filter
def checked(row: Any, field: str) -> Any:
    """A field of a row as the public may see it: empty when it is unchecked."""
    return row.checked(field)


@register.filter
def less(value: int, other: int) -> int:
    return value - other


@register.filter
def filter_with(filters: Any, change: str) -> str:
    """``filters|filter_with:"stance=5"``: the same table with one answer changed."""
    name, _equals, value = change.partition("=")
    return str(filters.address(**{name: value}))


@register.filter
def about_measures(coercing: Any) -> str:
    """“About measures of the United States”."""
    return str(_ABOUT.get(coercing.key) or _t("About measures taken by: %(state)s") % {"state": coercing.name})
