"""A page that names its version is answered before it is written, and changes at once when the version does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from foundation.web import pages, release
from foundation.web.pages import read_page
from foundation.web.shelf import Shelf


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    pages.forget_pages()
    yield
    pages.forget_pages()


class World:
    """What pages are made of, and how often one was written."""

    def __init__(self) -> None:
        self.state, self.written = 1, 0

        @read_page(version=self.version)
        def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
            self.written += 1
            status = 404 if "missing" in request.path else 200
            return HttpResponse(f"state {self.state}", status=status)

        self.view = view

    def version(self, *, key: str = "") -> str:
        return f"{self.state} {key}"

    def get(self, path: str = "/a", *, key: str = "", **headers: str) -> HttpResponse:
        return self.view(RequestFactory().get(path, headers=headers), **({"key": key} if key else {}))


@pytest.fixture(params=[0, 10])
def world(request, settings) -> World:
    settings.READ_PAGE_SECONDS = request.param
    return World()


@pytest.fixture
def keeping(settings) -> World:
    settings.READ_PAGE_SECONDS = 10
    return World()


def test_who_has_it_is_told_so_before_it_is_written(world):
    first = world.get()
    pages.forget_pages()
    again = world.get(if_none_match=first["ETag"])
    assert (again.status_code, again.content, world.written) == (304, b"", 1)
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], pages.CACHE_CONTROL)


def test_another_process_says_the_same(world):
    first = world.get()
    pages.forget_pages()
    assert World().get()["ETag"] == first["ETag"]


def test_what_changes_shows_at_once(world):
    first = world.get()
    world.state = 2
    again = world.get(if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (200, b"state 2")
    assert again["ETag"] != first["ETag"]


def test_a_packing_proxy_asks_with_a_weak_mark(world):
    first = world.get()
    assert world.get(if_none_match=f'"other", W/{first["ETag"]}').status_code == 304
    assert world.written == 1


def test_it_is_kept_as_long_as_its_version_holds(keeping, monkeypatch):
    keeping.get()
    later = pages.time.monotonic() + 1000
    monkeypatch.setattr(pages.time, "monotonic", lambda: later)
    assert keeping.get().content == b"state 1" and keeping.written == 1
    keeping.state = 2
    assert keeping.get().content == b"state 2" and keeping.written == 2


def test_what_changes_while_it_is_written_is_not_taken_for_new(keeping):
    """The version is asked first: a page written across a change goes by the old one, and is written again."""

    @read_page(version=keeping.version)
    def slow(request: HttpRequest) -> HttpResponse:
        content = f"state {keeping.state}"
        keeping.state += 1
        return HttpResponse(content)

    first, second = (slow(RequestFactory().get("/a")) for _ in range(2))
    assert (first.content, second.content) == (b"state 1", b"state 2")
    assert first["ETag"] != second["ETag"]


def test_refusals_have_none(world):
    for mark in ("*", '"x"', world.get()["ETag"]):
        assert world.get("/missing", if_none_match=mark).status_code == 404
    assert not world.get("/missing").has_header("ETag")


@pytest.mark.parametrize("change", ["path", "query", "language", "day", "release", "key"])
def test_each_part_makes_another(world, monkeypatch, change):
    said: dict[str, Any] = {"path": "/a", "key": "k"}
    first = world.get(**said)
    if change == "day":
        tomorrow = datetime(2100, 1, 1, tzinfo=UTC)
        monkeypatch.setattr(pages.timezone, "now", lambda: tomorrow)
    elif change == "release":
        monkeypatch.setattr(pages, "fingerprint", lambda: "another")
    said |= {"path": {"path": "/b"}, "query": {"path": "/a?x=1"}, "key": {"key": "l"}}.get(change, {})
    with translation.override("fr" if change == "language" else "en"):
        other = world.get(**said, if_none_match=first["ETag"])
    assert other.status_code == 200 and other["ETag"] != first["ETag"]


def test_queries_are_kept_apart(keeping, monkeypatch):
    monkeypatch.setattr(pages, "_asked", Shelf(pages=3, size=10**6))
    keeping.get("/a")
    for number in range(10):
        keeping.get(f"/a?q={number}")
        keeping.get(f"/a?q={number}")
    assert keeping.written == 11
    assert pages._plain.addresses() == ["/a"] and len(pages._asked.addresses()) == 3


def test_while_files_change_under_it_no_release_is_named(settings, world):
    settings.DEBUG = True
    first = world.get()
    world.state = 1
    assert world.get(if_none_match=first["ETag"]).status_code == 304
    assert world.written == 2 or settings.READ_PAGE_SECONDS
    pages.forget_pages()
    world.state = 2
    assert world.get(if_none_match=first["ETag"]).content == b"state 2"


def test_a_release_is_its_files(settings, tmp_path, monkeypatch):
    settings.BASE_DIR = tmp_path
    page, made = tmp_path / "templates/a.html", tmp_path / "locale/fr.mo"
    for file in (page, made):
        file.parent.mkdir()
        file.write_text("one")

    def found() -> str:
        release.fingerprint.cache_clear()
        return release.fingerprint()

    try:
        first = found()
        made.write_text("two")
        assert found() == first
        page.write_text("two")
        second = found()
        page.rename(tmp_path / "templates/b.html")
        assert len({first, second, found()}) == 3
    finally:
        release.fingerprint.cache_clear()
