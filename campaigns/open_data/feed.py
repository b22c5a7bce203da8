"""Atom feed of new positions (RFC 4287): an entry per public row, the latest to become public first.

An entry keeps its id for ever; a correction gives it new words and a new time, and a row that is hidden is gone.
"""

from datetime import UTC, date, datetime, time
from io import StringIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import override

from campaigns.open_data import asked as asking
from campaigns.open_data import editions, entries
from campaigns.open_data.asked import Asked
from campaigns.open_data.editions import Issue, moment
from campaigns.open_data.ledger_tables import POSITIONS
from campaigns.open_data.xml import ATOM, Writer
from campaigns.record.filters import BEGINNING, Unknown
from campaigns.templatetags.record import about_measures, address

ENTRIES = 100
PARAMETERS = ("lang", "about", "actor")


def read(query: QueryDict, today: date) -> tuple[Asked, str]:
    """What is asked for, and the language of the words around the quotations. Raises ``Misspelled``, ``Unknown``."""
    asking.refuse_others(query, PARAMETERS)
    language = query.get("lang", "") or "en"
    if language not in editions.LANGUAGES:
        raise Unknown(_t("The feed is written in English (lang=en) and in French (lang=fr)."))
    return Asked(today, None, asking.actor(query.get("about", "")), asking.actor(query.get("actor", ""))), language


def newest(asked: Asked) -> list[Any]:
    """Public positions by the day they became public as they are now, the latest first."""
    checked = F("revision__check_row__checked_at")
    rows = POSITIONS.rows(asked).annotate(seen_on=Coalesce(TruncDate(checked), "data_set_on"))  # type: ignore[union-attr]
    found = list(
        rows.order_by(F("seen_on").desc(nulls_last=True), checked.desc(nulls_last=True), "-on", "key")[:ENTRIES]
    )
    dress = POSITIONS.beside(asked)
    for row in found:
        dress(row)
    return found


def write(asked: Asked, language: str, issue: Issue, own_address: str) -> bytes:
    rows = newest(asked)
    room = StringIO()
    out = Writer(room, "utf-8")
    with override(language):
        out.startDocument()
        with out.inside("feed", {"xmlns": ATOM, "xml:lang": language}):
            _head(out, asked, language, issue, own_address)
            out.add("updated", moment(max(map(entries.updated, rows), default=_since(issue))))
            for row in rows:
                entries.write(out, row)
        out.endDocument()
    return room.getvalue().encode()


def _head(out: Writer, asked: Asked, language: str, issue: Issue, own_address: str) -> None:
    told = {"about": asked.about.key if asked.about else "", "actor": asked.actor.key if asked.actor else ""}
    kept = {"lang": language, **{name: key for name, key in told.items() if key}}
    out.add("id", f"tag:{host()},2026:feed/positions?{urlencode(kept)}")
    out.add("title", _title(asked))
    out.add("subtitle", _t("What States and bodies said or did about sanctions on the International Criminal Court."))
    out.add("link", "", {"rel": "self", "type": "application/atom+xml", "href": own_address})
    page = address("record:actor", asked.actor.key) if asked.actor else address("record:where")
    out.add("link", "", {"rel": "alternate", "type": "text/html", "href": f"{settings.BASE_URL}{page}"})
    for name, website in issue.publishers or (("Undeterred", ""),):
        with out.inside("author"):
            out.add("name", name)
            if website:
                out.add("uri", website)
    out.add("rights", str(editions.TERMS))
    out.add("generator", "Undeterred", {"version": editions.VERSION})


def _title(asked: Asked) -> str:
    words = _t("New positions")
    if asked.actor:
        words = _t("New positions: %(state)s") % {"state": asked.actor.name}
    return f"{words}. {about_measures(asked.about)}" if asked.about else words


def _since(issue: Issue) -> datetime:
    """The time of a feed without entries."""
    return issue.changed_at or datetime.combine(BEGINNING, time(), UTC)


def host() -> str:
    """The authority in whose name ids are given."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
