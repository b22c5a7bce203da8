"""Ten correspondents fill the 197 lines of a sheet, a second person checks them, and the public page says what follows.

Control: with one line left unlooked-at, the page says nothing of those who said nothing.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from actors.checking import revisions
from actors.directory.models import Actor
from actors.positions.models import Occasion
from actors.seed import register
from actors.watch.models import Sheet
from foundation.outbox import dispatch
from foundation.outbox.models import Owner
from foundation.outbox.wire import Relay
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import correspondent
from tests.conftest import login
from tests.smtp_sink import Sink
from tests.stories.test_curators import looks_right

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
LINES, PARTIES, SPEAKING = 197, 125, 31
OCCASION = "extraordinary-session"
LAST_DAY = date(2025, 12, 5)
LOOKED_ON = LAST_DAY + timedelta(hours=72)
PUBLIC = f"/en/record/days/{OCCASION}/"
PHONE = {"width": 360, "height": 740}

Visitor = Callable[[User], Page]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A phone of their own, on which somebody is logged in; any breach of the content policy fails."""
    opened: list[BrowserContext] = []

    def enter(user: User) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True)
        session = login(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield enter
    for context in opened:
        context.close()


def the_register() -> tuple[list[Actor], set[str]]:
    """The packaged states and two invented ones: 197 beside the United States; and the keys of the States Parties."""
    register.load(now=timezone.now(), by=None)
    make.occasion(OCCASION, name_en="Extraordinary session of the Assembly", on=date(2025, 12, 1), until_on=LAST_DAY)
    for key in ("XA", "XB"):
        make.state(key, region="african")
    asked = list(Actor.objects.public().states().exclude(key="US").order_by("key"))
    parties = set(Actor.objects.states_parties(date(2025, 12, 1)).values_list("key", flat=True))
    assert (len(asked), len(parties)) == (LINES, PARTIES)
    return asked, parties


def test_a_sheet_of_197_lines_from_the_mail_to_the_headline(
    visitor: Visitor, client: Client, live_server: LiveServer
) -> None:
    asked, parties = the_register()
    ada, ben = appointed("Ada", "Watch"), appointed("Ben", "Jurists")
    people = [correspondent(f"C{n}", of="Watchers" if n % 2 else "Jurists") for n in range(10)]
    assign(login(ada), people, asked)
    sheet = ada_opens_it(visitor(ada), ada)
    assert (sheet.lines.count(), mails_go_out()) == (LINES, 10)

    speaking = sorted(parties)[:SPEAKING]
    first, *others = people
    hers = [actor for n, actor in enumerate(asked) if n % 10 == 0]
    page = visitor(first)
    she_reports_words(page, sheet, next(actor for actor in hers if actor.key in speaking))
    she_finds_nothing(page, sheet, next(actor for actor in hers if actor.key not in speaking))
    last = next(actor for actor in reversed(asked) if actor.key in parties - set(speaking))
    the_others_report(people, asked, sheet, set(speaking), but=last)

    ben_confirms(visitor(ben), login(ben), LINES - 1)
    the_page_keeps_quiet(client, last)
    report(login(people[asked.index(last) % 10]), sheet, last, set(speaking))
    ben_confirms(visitor(ben), login(ben), 1)
    assert others

    the_page_speaks(client, visitor(first))
    the_export_holds_every_row(login(first), sheet, {actor.key for actor in asked}, set(speaking))


def assign(client: Client, people: list[User], asked: list[Actor]) -> None:
    """Each gets every tenth state, on the admin's page."""
    for n, user in enumerate(people):
        sent = {"member": user.memberships.get().pk, "actors": [actor.key for actor in asked[n::10]]}
        answer = client.post("/admin/actors/assignment/add/", sent)
        assert answer.status_code == 302, answer.context["form"].errors


def ada_opens_it(page: Page, ada: User) -> Sheet:
    """From the occasion's page in the admin to the open sheet."""
    page.goto(f"/admin/actors/occasion/{Occasion.objects.get(key=OCCASION).pk}/change/")
    page.get_by_role("link", name="Open its sheet").click()
    page.wait_for_url("**/desk/watch/**")
    expect(page.get_by_label("Occasion", exact=True)).to_have_value(OCCASION)
    page.get_by_label("About measures of").select_option("US")
    looks_right(page)
    page.get_by_role("button", name="Open the sheet").click()
    expect(page.get_by_text("197 of the 197 States asked have not been looked at yet.")).to_be_visible()
    looks_right(page)
    return Sheet.objects.get()


def mails_go_out() -> int:
    """How many correspondents were asked; what they got names no cause."""
    with Sink() as sink:
        owner = Owner.objects.create(started_at=timezone.now()).pk
        relay = Relay(host="127.0.0.1", port=sink.port)
        dispatch.run(now=timezone.now(), urgencies=(1,), owner=owner, relay=relay)
        taken = list(sink.taken)
    for mail in taken:
        assert "Subject: A page waits for you" in mail.text() and "/desk/watch/" in mail.text()
        assert not re.search("court|sanction|assembly", mail.text(), re.IGNORECASE)
    return len({recipient for mail in taken for recipient in mail.recipients})


def she_reports_words(page: Page, sheet: Sheet, actor: Actor) -> None:
    """On a phone: a slip, nothing lost, then thanks."""
    page.goto(f"/en/desk/watch/{sheet.code}/")
    looks_right(page)
    page.get_by_role("link", name=f"Report {actor.name_en}", exact=True).click()
    looks_right(page)
    expect(page.get_by_label("Who spoke, with office")).to_be_hidden()
    page.get_by_label("The words, exactly").fill(f"{actor.name_en} calls for the sanctions to be lifted.")
    page.get_by_label("Link to the page").fill("https://ministry.example/statement")
    page.get_by_label("the State itself").check()
    page.get_by_label("Day on which it was said").fill("2999-12-02")
    page.get_by_text("More, if you know it").click()
    page.get_by_label("Calls for lifting").select_option("yes")
    page.get_by_role("button", name="Report these words").click()
    expect(page.get_by_text("Nothing you typed has been lost.")).to_be_visible()
    looks_right(page)
    expect(page.get_by_label("Link to the page")).to_have_value("https://ministry.example/statement")
    expect(page.get_by_label("Calls for lifting")).to_have_value("yes")
    page.get_by_label("Day on which it was said").fill("2025-12-02")
    page.get_by_role("button", name="Report these words").click()
    expect(page.get_by_text("A second person will check it")).to_be_visible()


def she_finds_nothing(page: Page, sheet: Sheet, actor: Actor) -> None:
    page.get_by_role("link", name=f"Report {actor.name_en}", exact=True).click()
    page.get_by_role("link", name="I found nothing").click()
    page.get_by_label("Where you looked").fill("The ministry’s news page and its account.")
    page.get_by_label("On which day").fill(LOOKED_ON.isoformat())
    page.get_by_role("button", name="Report: nothing found").click()
    expect(page.get_by_text("A second person will check it")).to_be_visible()


def the_others_report(people: list[User], asked: list[Actor], sheet: Sheet, speaking: set[str], *, but: Actor) -> None:
    """Every line nobody has reported on yet, by whoever watches it; one is left."""
    there = {row.key.split("-")[0] for row in revisions.waiting()}
    clients = [login(user) for user in people]
    for n, actor in enumerate(asked):
        if actor.key not in there and actor != but:
            report(clients[n % 10], sheet, actor, speaking)


def report(client: Client, sheet: Sheet, actor: Actor, speaking: set[str]) -> None:
    place = f"/en/desk/watch/{sheet.code}/states/{actor.key}/"
    if actor.key in speaking:
        words = {"quote": "We are concerned.", "source": f"https://{actor.key.lower()}.example/", "on": "2025-12-03"}
        answer = client.post(f"{place}words/", {**words, "source_grade": "first_hand", "names_sanctions": "yes"})
    else:
        answer = client.post(f"{place}nothing/", {"where": "Its news page", "looked_on": LOOKED_ON.isoformat()})
    assert answer.status_code == 302, (actor.key, answer.context and answer.content.decode()[-3000:])


def ben_confirms(page: Page, client: Client, number: int) -> None:
    """What correspondents reported stands first, under their organisation's name; all of it is confirmed."""
    newer = Actor.objects.get(key="XA")
    newer.name_es = f"Ejemplo {number}"
    revisions.propose(row=newer, by=User.objects.get(name="Ada"), now=timezone.now())
    page.set_viewport_size({"width": 1100, "height": 900})
    page.goto("/admin/actors/revision/")
    expect(page.locator("#result_list tbody tr").first).to_contain_text("On behalf of")
    looks_right(page)
    waiting = revisions.waiting().filter(origin="correspondent")
    chosen = list(waiting.values_list("pk", flat=True))
    assert len(chosen) == number
    client.post("/admin/actors/revision/", {"action": "confirm_chosen", "_selected_action": chosen})
    assert not waiting.exists()


def the_page_keeps_quiet(client: Client, last: Actor) -> None:
    """The control: a line is left, and there is no sentence about the silent."""
    page = client.get(PUBLIC).content.decode()
    assert "At least 31 of 125 States Parties have spoken" in page
    assert "1 of the 197 States asked has not been looked at yet." in page
    assert f"{last.name_en}</a></li>" in page
    assert "for 94 nothing was found" not in page and "for 93 nothing was found" not in page


def the_page_speaks(client: Client, page: Page) -> None:
    name = Occasion.objects.get(key=OCCASION).name_en
    said = f"72 hours after “{name}”, 31 of 125 States Parties have spoken; for 94 nothing was found."
    assert said in client.get(PUBLIC).content.decode()
    page.goto(PUBLIC)
    expect(page.get_by_text(said)).to_be_visible()
    assert page.locator(".heard").count() == SPEAKING
    looks_right(page)
    page.goto("/en/record/days/")
    looks_right(page)


def the_export_holds_every_row(client: Client, sheet: Sheet, asked: set[str], speaking: set[str]) -> None:
    content = client.get(f"/en/desk/watch/{sheet.code}/sheet.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == LINES and {row["key"] for row in rows} == asked
    assert {row["key"] for row in rows if row["found"] == "said"} == speaking
    assert all(row["source"] or row["where_looked"] for row in rows)
    assert not any(row["being_checked"] for row in rows)
