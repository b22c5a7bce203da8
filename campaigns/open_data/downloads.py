"""Every file that can be taken away, put together: what it is called, what its ETag is, how it is written."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from actors.exchange import popolo
from campaigns.open_data import asked as asking
from campaigns.open_data import editions, feed, schema, writing
from campaigns.open_data.catalogue import TABLES
from campaigns.open_data.editions import Issue
from foundation.web.files import PublicFile

ATOM = "application/atom+xml; charset=utf-8"
SCHEMA = "application/schema+json"
FORMATS = tuple(writing.PIECES)


def table(*, name: str, form: str, query: QueryDict, today: date) -> PublicFile:
    """A table or view in one format. Raises KeyError for a name that is none, ``Misspelled`` and ``Unknown``."""
    wanted = TABLES[name]
    asked = wanted.read(query, today)
    issue, given = editions.current(), asking.given(query)
    as_of = asked.as_of if wanted.daily or asked.on else issue.day(today)
    address = reverse("data:table", args=[name, form])
    head = issue.head(name=name, title=str(wanted.title), address=_absolute(address, given), as_of=as_of, given=given)
    return PublicFile(
        name=f"undeterred-{name}-{as_of}-edition-{issue.number}.{form}",
        media=writing.MEDIA[form],
        etag=issue.etag(address, given, as_of),
        pieces=lambda: writing.PIECES[form](wanted, asked, head),
        describedby=editions.documentation(),
    )


def atom(*, query: QueryDict, today: date) -> PublicFile:
    """The feed of new positions. Raises ``Misspelled`` and ``Unknown``."""
    asked, language = feed.read(query, today)
    issue, given = editions.current(), asking.given(query)
    address = reverse("data:feed")
    return PublicFile(
        name=f"undeterred-positions-{language}.atom",
        media=ATOM,
        etag=issue.etag(address, given),
        pieces=lambda: [feed.write(asked, language, issue, _absolute(address, given))],
        describedby=editions.documentation(language),
        language=language,
    )


def popolo_document(*, query: QueryDict, today: date) -> PublicFile:
    """People, bodies, posts, memberships and areas in the dialect of other tools."""
    asking.refuse_others(query, ())
    issue = editions.current()
    address, name = reverse("data:popolo"), f"undeterred-popolo-{issue.day(today)}-edition-{issue.number}.json"
    return _document(name, issue.etag(address), popolo.document)


def schema_document(*, query: QueryDict) -> PublicFile:
    """What the JSON downloads look like; it changes with the product alone."""
    asking.refuse_others(query, ())
    said = schema.document()
    etag = Issue(0, None, ()).etag(json.dumps(said))
    return _document(f"undeterred-schema-{editions.VERSION}.json", etag, lambda: said, SCHEMA)


def _document(name: str, etag: str, make: Callable[[], Any], media: str = writing.MEDIA["json"]) -> PublicFile:
    return PublicFile(name, media, etag, lambda: writing.whole(make()), editions.documentation())


def _absolute(address: str, given: dict[str, str]) -> str:
    return f"{settings.BASE_URL}{address}{'?' if given else ''}{urlencode(given)}"
