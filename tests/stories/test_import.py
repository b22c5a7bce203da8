"""A curator brings a list with one wrong line, mends it, enters it; a second one confirms all of it at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from actors.directory.models import Person
from actors.exchange import entering
from actors.exchange.models import Import
from tests.actors.curation.people import appointed
from tests.actors.exchange.files import csv, people
from tests.conftest import login
from tests.stories.test_curators import looks_right

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
COLUMNS = ("key", "name", "confidence", "home_state")
GOOD = [["ann", "Ann Example", "high", ""], ["ben", "=Ben", "high", ""]]
WRONG = ["eve", "Eve", "high", "NOWHERE"]

Visitor = Callable[..., Page]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A browser of their own, in which a curator is logged in; any breach of the content policy fails."""
    opened: list[BrowserContext] = []

    def enter(user: User, **more: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 768, "height": 900}, **more)
        session = login(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield enter
    for context in opened:
        context.close()


def choose(page: Page, folder: Path, data: bytes, name: str = "people.csv") -> None:
    file = folder / name
    file.write_bytes(data)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look through it").click()


def test_a_list_with_one_wrong_line(visitor: Visitor, tmp_path: Path) -> None:
    hers = visitor(appointed("Ada", "Watch"))
    hers.goto("/admin/actors/person/")
    hers.get_by_role("link", name="Bring a file").click()
    expect(hers.get_by_label("What the file is")).to_have_value("person")
    looks_right(hers)
    choose(hers, tmp_path, b"\x89PNG\r\n\x1a\n", "people.png")
    expect(hers.get_by_text("Its name must end in")).to_be_visible()
    looks_right(hers)
    choose(hers, tmp_path, csv(*GOOD, WRONG, columns=COLUMNS))
    expect(hers.get_by_role("heading", name="1 line is refused")).to_be_visible()
    expect(hers.get_by_text("there is no “NOWHERE”")).to_be_visible()
    expect(hers.get_by_role("button", name="Enter these")).to_have_count(0)
    looks_right(hers)
    with hers.expect_download() as taken:
        hers.get_by_role("link", name="The refused lines as CSV").click()
    assert "NOWHERE" in Path(taken.value.path()).read_text()

    hers.get_by_role("link", name="Bring the mended file").click()
    expect(hers.get_by_label("What the file is")).to_have_value("person")
    choose(hers, tmp_path, csv(*GOOD, columns=COLUMNS))
    expect(hers.get_by_text("2 new, 0 changed, 0 ended.")).to_be_visible()
    looks_right(hers)
    hers.get_by_role("button", name="Enter these 2 rows").click()
    expect(hers.get_by_role("heading", name="2 rows were entered")).to_be_visible()
    looks_right(hers)
    assert not Person.objects.public().exists()

    his = visitor(appointed("Ben", "Jurists"))
    hers.get_by_role("link", name="What waits, to check it").click()
    hers.wait_for_url("**/revision/**")
    his.goto(hers.url)
    looks_right(his)
    his.get_by_role("link", name="Confirm all that was entered together").click()
    expect(his.get_by_text("2 rows, entered by Ada, take force together")).to_be_visible()
    looks_right(his)
    his.get_by_role("button", name="Confirm all 2 rows").click()
    expect(his.get_by_text("2 entries confirmed.")).to_be_visible()
    assert {row.name for row in Person.objects.public()} == {"Ann Example", "=Ben"}
    his.goto("/admin/actors/import/exports/")
    looks_right(his)
    with his.expect_download() as taken:
        his.get_by_role("button", name="Persons and organisations: CSV").click()
    assert ",'=Ben," in Path(taken.value.path()).read_text("utf-8-sig").replace("person,'", ",'")


def test_a_long_list_shows_how_far_it_is(visitor: Visitor, tmp_path: Path) -> None:
    hers = visitor(appointed("Ada"))
    hers.goto("/admin/actors/import/add/?what=person")
    choose(hers, tmp_path, people(600))
    expect(hers.get_by_role("heading", name="The file is being looked through")).to_be_visible()
    looks_right(hers)
    entering.sweep(now=timezone.now())  # what the worker does; the page asks by itself
    hers.get_by_role("button", name="Enter these 600 rows").click()
    expect(hers.get_by_role("heading", name="600 rows are being entered")).to_be_visible()
    looks_right(hers)
    entering.sweep(now=timezone.now())
    expect(hers.get_by_role("heading", name="600 rows were entered")).to_be_visible(timeout=10_000)


def test_all_of_it_works_without_javascript(visitor: Visitor, tmp_path: Path) -> None:
    hers = visitor(appointed("Ada"), java_script_enabled=False)
    hers.goto("/admin/actors/import/add/?what=person")
    choose(hers, tmp_path, people(600))
    expect(hers.get_by_role("heading", name="The file is being looked through")).to_be_visible()
    entering.sweep(now=timezone.now())
    hers.get_by_role("link", name="Look again").click()
    hers.get_by_role("button", name="Enter these 600 rows").click()
    entering.sweep(now=timezone.now())
    hers.get_by_role("link", name="Look again").click()
    expect(hers.get_by_role("heading", name="600 rows were entered")).to_be_visible()
    assert Import.objects.get().state == "entered"
