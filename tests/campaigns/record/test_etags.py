"""A page of the record changes its ETag with every deed that can change what the public sees, and else never."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from actors.accounts.models import Member, Organisation, User
from actors.checking import checks, disputes, merge_plans, merges, revisions
from actors.checking.models import Dispute
from actors.directory.models import Actor, Person
from actors.exchange import reading, sheets
from actors.exchange.writing import as_csv
from actors.positions.models import Occasion, Position
from actors.search import index
from actors.seed import register
from actors.seed.sheets import Report
from actors.watch import reports
from actors.watch import sheets as occasion_sheets
from actors.watch.models import Assignment, Sheet
from campaigns.planning import campaigns as planning
from campaigns.planning.models import CampaignText
from tests import make
from tests.actors.curation.people import appointed
from tests.address_map import READ, addresses
from tests.campaigns.record.addresses import PAGES, Page
from tests.register import NOW

Deed = Callable[[User, User], Any]
SHOWN = ["record/", "record/CA/", "record/about/"]


def etags(client: Client, paths: list[str] = SHOWN) -> list[str]:
    return [client.get(f"/en/{path}")["ETag"] for path in paths]


@pytest.fixture
def ada(the_register: Report) -> User:
    return appointed("ada", "Watch")


@pytest.fixture
def ben(the_register: Report) -> User:
    return appointed("ben", "Jurists")


# --- corrections of every kind of row -------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(revisions.kinds()))
def test_a_correction_of_any_kind(client: Client, ada: User, ben: User, kind: str) -> None:
    """Entered, confirmed; entered again, refused: each shows, if only as “being checked”."""
    row = _row_of(kind)
    seen = [etags(client)]
    for number, settle in enumerate((checks.confirm, checks.refuse)):
        row.caveat_en = f"Something new {number}."
        entered = revisions.propose(row=row, by=ada, now=NOW)
        assert entered is not None
        seen.append(etags(client))
        settle(revision=entered, by=ben, now=NOW)
        seen.append(etags(client))
    for place in range(len(SHOWN)):
        assert len({found[place] for found in seen}) == 5, SHOWN[place]


def _row_of(kind: str) -> Any:
    model = revisions.kinds()[kind]
    row = model._default_manager.select_related().order_by("-public", "pk").first()
    if row is not None:
        return row
    if kind == "contact":
        return make.contact(make.office(), "desk@example.org")
    assert kind in {"look", "term"}, kind
    person = make.fact(Person(key="somebody", name="Somebody"))
    canada, us = (Actor.objects.get(key=key) for key in ("CA", "US"))
    values: dict[str, Any] = {
        "term": {"office": canada.offices.first(), "person": person, "confidence": "high"},
        "look": {"actor": canada, "coercing_state": us, "looked_on": date(2026, 1, 1), "where": "Everywhere."},
    }[kind]
    return make.fact(model(key=f"a-{kind}", **values))


# --- every other deed -----------------------------------------------------------------------------


def _disputed(*, hides: bool) -> Dispute:
    return Dispute.objects.get(hides=hides)


def raise_dispute(ada: User, ben: User, *, hides: bool = False) -> None:
    row = Position.objects.public().order_by("pk").first()
    said = {"by_whom": "The office", "text": "No.", "raised_on": NOW.date()}
    disputes.raise_dispute(row=row, by=ada, now=NOW, hides=hides, **said)


def dispute_settled(ada: User, ben: User) -> None:
    raise_dispute(ada, ben, hides=True)
    found = Dispute.objects.get()
    disputes.propose_outcome(dispute=found, outcome="It holds.", by=ada, now=NOW)
    disputes.settle(dispute=found, outcome="It holds.", by=ben, now=NOW)


def raised_hiding(ada: User, ben: User) -> None:
    raise_dispute(ada, ben, hides=True)


def hidden_later(ada: User, ben: User) -> None:
    raise_dispute(ada, ben)
    disputes.hide(dispute=_disputed(hides=False), by=ada, now=NOW)


def merged(ada: User, ben: User) -> None:
    kept, gone = (Person.objects.get(key=key) for key in ("fatou-bensouda", "karim-khan"))
    found = merges.propose(kind="person", from_key=gone.key, into_key=kept.key, reason="A try.", by=ada, now=NOW)
    mark = merge_plans.plan("person", gone.key, kept.key).mark
    merges.confirm(merge=found, mark=mark, by=ben, now=NOW)


def imported(ada: User, ben: User) -> None:
    file = reading.read(b"".join(as_csv(["key", "name"], [["new-one", "New One"]])))
    sheets.enter(file, options=sheets.Options("person"), by=ada, now=NOW, batch="b")


def batch_confirmed(ada: User, ben: User) -> None:
    imported(ada, ben)
    checks.confirm_batch(batch="b", by=ben, now=NOW)


def opened(ada: User, ben: User) -> Sheet:
    occasion = Occasion.objects.filter(on__isnull=False, public=True).order_by("pk").first()
    assert occasion is not None
    admin = User.objects.create_superuser("root@example.org", "x")
    return occasion_sheets.open_sheet(occasion=occasion, coercing_state=Actor.objects.get(key="US"), by=admin, now=NOW)


def closed(ada: User, ben: User) -> None:
    found = opened(ada, ben)
    occasion_sheets.close_sheet(sheet=found, by=User.objects.get(email="root@example.org"), now=NOW)


def _watched(ada: User) -> tuple[Sheet, Actor]:
    canada = Actor.objects.get(key="CA")
    Organisation.objects.filter(members__user=ada).update(verified_at=NOW)
    Assignment.objects.create(member=Member.objects.get(user=ada), actor=canada)
    return opened(ada, ada), canada


def words_reported(ada: User, ben: User) -> None:
    sheet, canada = _watched(ada)
    said = {"quote": "Lift them.", "quote_lang": "en", "source": "https://ministry.example"}
    reports.report_words(sheet=sheet, actor=canada, by=ada, now=NOW, on=NOW.date(), facts={}, **said)


def nothing_reported(ada: User, ben: User) -> None:
    sheet, canada = _watched(ada)
    reports.report_nothing(sheet=sheet, actor=canada, by=ada, now=NOW, where="Everywhere.")


DEEDS: dict[str, Deed] = {
    "dispute raised beside a row": raise_dispute,
    "dispute raised that hides": raised_hiding,
    "row hidden later": hidden_later,
    "dispute settled": dispute_settled,
    "merge": merged,
    "import": imported,
    "batch confirmed": batch_confirmed,
    "sheet opened": lambda ada, ben: opened(ada, ben),
    "sheet closed": closed,
    "correspondent reports words": words_reported,
    "correspondent reports nothing": nothing_reported,
}


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed(client: Client, ada: User, ben: User, name: str) -> None:
    before = etags(client)
    DEEDS[name](ada, ben)
    assert not set(before) & set(etags(client))


def test_each_step_of_a_dispute(client: Client, ada: User, ben: User) -> None:
    seen = [etags(client)]
    raise_dispute(ada, ben)
    found = Dispute.objects.get()
    said = {"dispute": found, "now": NOW}
    for deed in (
        lambda: disputes.hide(by=ada, **said),
        lambda: disputes.propose_outcome(outcome="It holds.", by=ada, **said),
        lambda: disputes.settle(outcome="It holds.", by=ben, **said),
    ):
        seen.append(etags(client))
        deed()
    seen.append(etags(client))
    assert len({found[0] for found in seen}) == 5


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("positions.csv", "Minister of Foreign Affairs", "Minister of Foreign Matters"),
        ("states.csv", "Canada", "Kanada"),
        ("stance_scale.csv", "Called for lifting", "Asked to lift"),
        ("asks.csv", "foreign_minister;", "foreign_minister;head_of_state;"),
    ],
)
def test_a_newer_data_set(client: Client, the_register: Report, tmp_path: Any, file: str, old: str, new: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(register.FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    before = etags(client)
    register.load(now=NOW, by=None, folder=folder)
    assert etags(client) == before  # the same file again changes nothing
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    register.load(now=NOW + timedelta(days=1), by=None, folder=folder)
    assert not set(before) & set(etags(client))


# --- what higher floors say -----------------------------------------------------------------------


def test_campaigns_on_the_page_of_a_state(client: Client, the_register: Report, alice: User) -> None:
    def seen() -> list[str]:
        return etags(client, ["record/CA/", "record/FR/"])

    campaign = make.campaign(alice, launched=False)
    found = [seen()]
    make.letter(campaign, alice, offices=[make.office(actor="CA")])
    quiet = seen()
    planning.launch(campaign=campaign, by=alice, now=make.NOW)
    found.append(seen())
    CampaignText.objects.filter(campaign=campaign, language="en").update(title="Another title")
    found.append(seen())
    assert quiet == found[0]  # not launched: nothing to see
    # The launch names a publisher on every page that is cited; the title is seen where something is asked.
    assert len({canada for canada, _france in found}) == 3 and len({france for _canada, france in found}) == 2


def test_publishers_on_the_page_about_the_record(client: Client, the_register: Report, alice: User) -> None:
    path = ["record/about/"]
    found = etags(client, path)
    make.campaign(alice)
    found += etags(client, path)
    Organisation.objects.filter(members__user=alice).update(name="Justice Unchained")
    found += etags(client, path)
    assert len(set(found)) == 3


def test_search_when_its_entries_have_followed(client: Client, ada: User, ben: User) -> None:
    path = ["record/search/?q=someone"]
    found = etags(client, path)
    person = Person(key="someone", name="Someone", confidence="high")
    entered = revisions.propose(row=person, by=ada, now=NOW)
    assert entered is not None
    checks.confirm(revision=entered, by=ben, now=NOW)
    found += etags(client, path)
    index.bring_up_to_date()
    found += etags(client, path)
    assert len(set(found)) == 3


# --- nothing is left out --------------------------------------------------------------------------

UNVERSIONED: set[str] = set()
"""Pages of the record whose ETag is that of their content."""

ANNOUNCED = {
    "actors_edition": "is the number itself",
    "actors_revision": "written by the deeds of checking alone",
    "actors_check": "written by the deeds of checking alone",
    "actors_dispute": "written by the deeds of disputes alone",
    "actors_redirect": "written by merges alone",
    "actors_stancestep": "the loader alone",
    "actors_sheet": "opened and closed by deeds",
    "actors_line": "made when a sheet is opened",
    "actors_ask_office_kinds": "the loader; in the admin only with a new ask, which waits for a check",
    "actors_searchentry": "follow their state",
}
"""Tables that pages of the record read, beside those with facts, and how a change of theirs is told to readers."""


WORD_FOR_WORD = {"actors_organisation", "actors_searchstate", "campaigns_campaign", "campaigns_campaigntext"}
"""Tables whose rows are told in the version of each page that reads them, so it has to read them too."""


def read_by(call: Callable[[], Any]) -> set[str]:
    with CaptureQueriesContext(connection) as found:
        call()
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in found.captured_queries)))


def version_of(path: str) -> Callable[[], str] | None:
    match = resolve(f"/en/{path.partition('?')[0]}")
    version = getattr(match.func, "version", None)
    return partial(version, **match.kwargs) if version else None


def test_every_page_names_its_version() -> None:
    for address in addresses(get_resolver()):
        if address.name in READ and address.name.startswith("record:"):
            path = next(page.path for page in PAGES if page.name == address.name)
            assert (version_of(path) is None) == (address.name in UNVERSIONED), address.name


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.path)
def test_no_page_reads_a_table_whose_changes_are_not_told(client: Client, the_register: Report, one: Page) -> None:
    facts = {model._meta.db_table for model in revisions.kinds().values()}
    read = read_by(lambda: client.get(f"/en/{one.path}"))
    version = version_of(one.path)
    assert version is not None
    told = read_by(version)
    assert read - facts - set(ANNOUNCED) <= WORD_FOR_WORD | {"campaigns_target"}
    assert read & WORD_FOR_WORD <= told
