"""One position as an entry of the feed: in a sentence, in its own words, with its source and who looked at it."""

from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from actors.directory.provenance import Source
from campaigns.open_data.editions import moment
from campaigns.open_data.fields import other, shown
from campaigns.open_data.xml import XHTML, Writer
from campaigns.record.filters import BEGINNING
from campaigns.templatetags.record import about_measures, address, dated, direction, language_of
from foundation.dates import in_words


def updated(row: Any) -> datetime:
    """When it became public as it is now: at its check, on the day of its data set, or when a dispute changed."""
    day = row.data_set_on or BEGINNING
    first = row.check.checked_at if row.check else datetime.combine(day, time(), UTC)
    return max([first, *(one.settled_at or one.entered_at for one in row.disputes)])


def write(out: Writer, row: Any) -> None:
    with out.inside("entry"):
        out.add("id", identity(row))
        out.add("title", sentence(row))
        out.add("updated", moment(updated(row)))
        out.add("link", "", {"rel": "alternate", "type": "text/html", "href": page(row)})
        for source in _sources_of(row):
            if source.url:
                out.add("link", "", {"rel": "via", "href": source.url, "title": source.label})
        if row.is_checked("stance"):
            out.add("category", "", {"term": row.stance.key, "label": row.stance.label})
        out.add("summary", sentence(row))
        _content(out, row)


def identity(row: Any) -> str:
    """For ever: it names the host that published the row, and the row."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},2026:record/position/{row.key}"


def page(row: Any) -> str:
    """Its own page; in an installation without one, its place among the words of its state."""
    found = address("record:row", "position", row.key)
    if not found and row.actor:
        found = f"{address('record:actor', row.actor.key)}#{row.key}"
    return f"{settings.BASE_URL}{found or address('record:where')}"


def sentence(row: Any) -> str:
    """“Canada, 2 September 2025: called for lifting. About measures of the United States.”"""
    who = other(row, "actor") or other(row, "signatories")
    said = {"who": who.name if who else row.actor_as_named, "day": dated(row), "stance": _t("a position")}
    if row.is_checked("stance"):
        said["stance"] = row.stance.label
    first = _t("%(who)s, %(day)s: %(stance)s.") % said
    return f"{first} {about_measures(row.coercing_state)}."


def _content(out: Writer, row: Any) -> None:
    with out.inside("content", {"type": "xhtml"}), out.inside("div", {"xmlns": XHTML}):
        quote, language = shown(row, "quote"), language_of(row)
        if quote:
            with out.inside("blockquote"):
                marks = {"xml:lang": language, "lang": language, "dir": direction(language)}
                out.add("p", quote, marks)
        if speaker := shown(row, "speaker"):
            out.add("p", speaker, {"xml:lang": "en", "lang": "en"})
        if row.is_silence:
            out.add("p", _t("No public statement was found for this occasion."))
        if caveat := _caveat(row):
            out.add("p", caveat)
        for dispute in row.disputes:
            out.add("p", _dispute(dispute))
        _sources(out, row)
        out.add("p", mark(row))


def _caveat(row: Any) -> str:
    """In the language of the feed if there are words in it."""
    names = (f"caveat_{(get_language() or 'en')[:2]}", "caveat_en")
    return next((text for name in names if (text := shown(row, name))), "")


def _dispute(one: Any) -> str:
    day = in_words(one.raised_on, "j F Y")
    said = f"{_t('Disputed by %(who)s, %(day)s.') % {'who': one.by_whom, 'day': day}} {one.text}"
    if one.settled_at is None:
        return f"{said} {_t('Two people are looking at this row.')}"
    settled = _t("Settled by two people on %(day)s.") % {"day": in_words(one.settled_at.date(), "j F Y")}
    return f"{said} {settled} {one.outcome}"


def _sources_of(row: Any) -> list[Source]:
    return list(row.sources) if row.is_checked("source") else []


def _sources(out: Writer, row: Any) -> None:
    for source in _sources_of(row):
        with out.inside("p"):
            out.characters(f"{_t('Source:')} ")
            if source.url:
                out.add("a", source.label, {"href": source.url})
            else:
                out.add("span", source.label)


def mark(row: Any) -> str:
    """Who looked at it, in the words of the pages."""
    if row.check is None:
        return _t("Data set of %(day)s, not checked by a person.") % {"day": in_words(row.data_set_on, "j F Y")}
    day = in_words(row.check.checked_at.date(), "j F Y")
    if row.check.organisation:
        words = _t("Checked by a second person on %(day)s, for %(who)s.")
        return words % {"day": day, "who": row.check.organisation}
    return _t("Checked by a second person on %(day)s.") % {"day": day}
