"""A list of who holds which office, as CSV or XLSX: ministers as every-politician-scrapers write them, and the like.

One line, one person in one office. The list becomes a document, and goes the way of documents.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.exchange import plans, popolo
from actors.exchange.documents import claims
from actors.exchange.documents.options import Options
from actors.exchange.documents.planning import Planning
from actors.exchange.plans import Line, Plan, Progress
from actors.exchange.reading import Reading

ITEM = re.compile(r"Q[1-9]\d{0,11}")
NAMES = ("itemlabel", "personlabel", "name", "wdlabel", "person")
ITEMS = ("item", "wdid", "personid", "wikidata", "person")
POSITIONS = ("positionlabel", "position", "role", "office")
POSITION_ITEMS = ("pid", "positionid", "position")
STARTS, ENDS = ("startdate", "start", "start_date", "from"), ("enddate", "end", "end_date", "until")


class NoRoster(Exception):
    """These columns are no list of people; the message says why in words."""


def plan(reading: Reading, *, options: Options) -> Plan:
    """What a list would change; writes nothing. Without a column of positions it is about one office: ``* => …``."""
    return _look(reading, options, in_words=True)


def _look(reading: Reading, options: Options, *, in_words: bool) -> Plan:
    try:
        said = _claims(reading)
    except NoRoster as error:
        return Plan([Line(1, "refused", "person", reason=str(error))])
    return Planning(said, _as_roster(options), in_words=in_words).plan()


def enter(
    reading: Reading, *, options: Options, by: User, now: datetime, batch: str, progress: Progress = plans.quiet
) -> Plan:
    """Enters what a list says, all or nothing; it waits for a second person. Twice is once."""
    found = _look(reading, options, in_words=False)
    return plans.enter(found, by=by, now=now, batch=batch, progress=progress, source=options.source)


def questions(reading: Reading, *, options: Options) -> list[tuple[str, int]]:
    """Left sides of the rules that are still wanted, and how many lines each is about."""
    try:
        return popolo.asked(_claims(reading), _as_roster(options))
    except NoRoster:
        return []


def _as_roster(options: Options) -> Options:
    # A name is who somebody is within one list; it is no identifier to keep.
    return replace(options, scheme="")


def _claims(reading: Reading) -> claims.Claims:
    if reading.document is not None:
        raise NoRoster(_("This is a JSON document, and no sheet."))
    if "@@" in reading.columns:
        raise NoRoster(_("This compares two lists. Bring the list itself."))
    if not set(reading.columns) & set(NAMES):
        raise NoRoster(_("There is no column of names. Known are: %(names)s.") % {"names": ", ".join(NAMES)})
    people: dict[str, dict[str, Any]] = {}
    posts: dict[str, dict[str, Any]] = {}
    memberships, first_of = [], []
    for number, cells in reading.rows:
        person = _person(cells)
        post, role = _cell(cells, POSITION_ITEMS, item=True), _cell(cells, POSITIONS, item=False)
        if person["id"] not in people:
            people[person["id"]] = person
            first_of.append(number)
        if post:
            posts.setdefault(post, {"id": post, "label": role})
        said = {"person_id": person["id"], "post_id": post, "role": role, "sources": person["sources"]}
        memberships.append({**said, "start_date": _cell(cells, STARTS), "end_date": _cell(cells, ENDS)})
    document = {"persons": list(people.values()), "posts": list(posts.values()), "memberships": memberships}
    lines = {"persons": first_of, "memberships": [number for number, _cells in reading.rows]}
    return claims.read(document, lines=lines)


def _person(cells: dict[str, str]) -> dict[str, Any]:
    """Within one list the same item, else the same name, is the same person."""
    item = _cell(cells, ITEMS, item=True)
    names = list(dict.fromkeys(text for name in NAMES if (text := cells.get(name, "").strip()) and not _is_item(text)))
    name = names[0] if names else ""
    source = cells.get("source", "").strip()
    return {
        "id": item or f"name: {name}",
        "name": name,
        "other_names": [{"name": other} for other in names[1:]],
        "gender": cells.get("gender", "").strip(),
        "sources": [{"url": source}] if source else [],
    }


def _cell(cells: dict[str, str], names: tuple[str, ...], *, item: bool | None = None) -> str:
    """The first of these columns that is filled; ``item``: with, or without, an item of Wikidata."""
    found = (text for name in names if (text := cells.get(name, "").strip()))
    return next((text for text in found if item is None or _is_item(text) == item), "")


def _is_item(text: str) -> bool:
    return bool(ITEM.fullmatch(text))
