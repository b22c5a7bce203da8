"""A finished read page is kept for some seconds by its process: never longer, and never a refusal."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from foundation.web import pages
from foundation.web.pages import read_page
from foundation.web.shelf import Finished, Shelf


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    pages.forget_pages()
    yield
    pages.forget_pages()


@pytest.fixture
def written(settings):
    """A view that counts how often it is asked to write its page."""
    settings.READ_PAGE_SECONDS = 10
    calls: list[str] = []

    @read_page
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(request.get_full_path())
        status = 404 if "missing" in request.path else 200
        return HttpResponse(f"page {len(calls)}", status=status, headers={"X-Robots-Tag": "noindex"})

    def get(path: str, **headers: str) -> HttpResponse:
        return view(RequestFactory().get(path, headers=headers))

    return get, calls


def test_it_is_written_once(written):
    get, calls = written
    first, second = get("/a"), get("/a")
    assert first.content == second.content == b"page 1" and len(calls) == 1
    assert second["ETag"] == first["ETag"] and second["X-Robots-Tag"] == "noindex"
    assert get("/a", if_none_match=first["ETag"]).status_code == 304
    assert get("/b").content == b"page 2"


def test_not_longer_than_it_may(written, monkeypatch):
    get, calls = written
    get("/a")
    later = pages.time.monotonic() + 10.1
    monkeypatch.setattr(pages.time, "monotonic", lambda: later)
    assert get("/a").content == b"page 2"


def test_refusals_and_queries_are_not_kept(written):
    get, calls = written
    for path in ("/missing", "/a?x=1"):
        get(path)
        get(path)
    assert len(calls) == 4


def test_it_can_be_switched_off(written, settings):
    settings.READ_PAGE_SECONDS = 0
    get, calls = written
    get("/a")
    settings.READ_PAGE_SECONDS = 0
    get("/a")
    assert len(calls) == 2


def test_made_up_addresses_do_not_fill_the_process(written, monkeypatch):
    monkeypatch.setattr(pages, "_plain", Shelf(pages=3, size=10**6))
    get, _calls = written
    for number in range(10):
        get(f"/{number}")
    assert pages._plain.addresses() == ["/7", "/8", "/9"]


def test_large_pages_do_not_fill_it_either():
    shelf = Shelf(pages=100, size=1000)
    for number in range(10):
        shelf.keep(f"/{number}", Finished(b"x" * 300, {}, 0))
    assert shelf.addresses() == ["/7", "/8", "/9"]
    shelf.keep("/8", Finished(b"", {}, 0))
    shelf.keep("/huge", Finished(b"x" * 1001, {}, 0))
    assert shelf.addresses() == []
    shelf.keep("/a", Finished(b"x" * 1000, {}, 0))
    assert shelf.addresses() == ["/a"]
