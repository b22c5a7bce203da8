"""Two curators keep the register in a real browser: one enters and corrects, the other confirms; merges need both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from actors.checking import checks, disputes, revisions
from actors.directory.models import Person
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed
from tests.conftest import login

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()

Visitor = Callable[[User], Page]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A browser of their own, in which a curator is logged in; any breach of the content policy fails."""
    opened: list[BrowserContext] = []

    def enter(user: User) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 768, "height": 900})
        session = login(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield enter
    for context in opened:
        context.close()


def looks_right(page: Page) -> None:
    """No finding of axe, and nothing wider than the window."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_corrects_and_the_other_confirms(visitor: Visitor) -> None:
    ada, ben = appointed("Ada", "Watch"), appointed("Ben", "Jurists")
    checks.confirm(revision=revisions.propose(row=position(), by=ada, now=make.NOW), by=ben, now=make.NOW)
    row = Position.objects.get()
    row.quote = "Lift them all, at once and for everybody; nothing less will do for the judges of this Court."
    revisions.propose(row=row, by=ada, now=make.NOW, source="https://ministry.example", comment="Cut short.")

    hers = visitor(ada)
    hers.goto("/admin/")
    expect(hers.get_by_text("1 is yours")).to_be_visible()
    hers.goto("/admin/actors/revision/")
    expect(hers.get_by_text("You entered it yourself")).to_be_visible()

    his = visitor(ben)
    his.goto("/admin/")
    looks_right(his)
    his.get_by_role("link", name="1 entry waits for a check").click()
    his.wait_for_url("**/revision/")
    looks_right(his)
    his.locator("#result_list tbody th a").first.click()
    his.wait_for_url("**/change/**")
    looks_right(his)
    his.get_by_label("Note").fill("Compared with the page.")
    his.get_by_role("button", name="Confirm").click()
    expect(his.get_by_text("the record says so")).to_be_visible()
    expect(his.get_by_text("Compared with the page.")).to_be_visible()
    looks_right(his)
    assert Position.objects.public().get().quote.startswith("Lift them all")


def test_two_persons_become_one_by_two_people(visitor: Visitor) -> None:
    ada, ben = appointed("Ada"), appointed("Ben")
    for key in ("jane", "jane-doe"):
        make.fact(Person(key=key, name=key.title(), confidence="high"))
    hers = visitor(ada)
    hers.goto("/admin/actors/person/")
    hers.locator("#action-toggle").check()
    hers.locator("select[name=action]").select_option(label="Merge two that are one…")
    hers.get_by_role("button", name="Go").click()
    hers.wait_for_url("**/merge/add/**")
    looks_right(hers)
    hers.get_by_label("How can one see").fill("The same birth day.")
    hers.get_by_role("button", name="Propose the merge").click()
    expect(hers.get_by_text("somebody else must agree")).to_be_visible()

    his = visitor(ben)
    his.goto("/admin/actors/merge/?state=waits")
    his.locator("#result_list tbody th a").first.click()
    his.wait_for_url("**/change/**")
    looks_right(his)
    his.get_by_role("button", name="They are one").click()
    expect(his.get_by_text("Merged.")).to_be_visible()
    assert Person.objects.public().count() == 1


def test_a_dispute_is_settled_by_two_people(visitor: Visitor) -> None:
    ada, ben = appointed("Ada"), appointed("Ben")
    row = make.fact(position())
    said = {"by_whom": "The ministry", "text": "We never said so.", "raised_on": make.NOW.date(), "hides": True}
    found = disputes.raise_dispute(row=row, by=ada, now=make.NOW, **said)
    assert not Position.objects.public().exists()
    hers, his = visitor(ada), visitor(ben)
    hers.goto(f"/admin/actors/dispute/{found.pk}/change/")
    looks_right(hers)
    hers.get_by_label("Propose an outcome").fill("The words stand.")
    hers.get_by_role("button", name="Propose").click()
    his.goto(f"/admin/actors/dispute/{found.pk}/change/")
    his.get_by_role("button", name="Agree").click()
    expect(his.get_by_text("Settled.")).to_be_visible()
    looks_right(his)
    assert Position.objects.public().exists()
