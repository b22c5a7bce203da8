"""Numbers: the database notes each change, one job adds them up, the public sees them move in steps."""

import random
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from campaigns.letters import approvals
from campaigns.letters.models import Version
from campaigns.signing import signatures, tallies
from campaigns.signing.models import Aside, Signature
from campaigns.signing.numbers import Tally, TallyChange
from campaigns.site import pages
from campaigns.supporters import people
from campaigns.supporters.models import State, Supporter
from tests import make
from tests.services import sized

pytestmark = pytest.mark.django_db
NOW = make.NOW
EVENTS = sized(2_000, 100_000)


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob, alice)


def number(of) -> tuple[int, int]:
    tally = Tally.objects.get(version=of.current, kind="confirmed")
    return tally.number, tally.shown


def many(letter, count: int, *, confirmed: bool = True) -> list[Signature]:
    """Signatures as rows, without the way they came."""
    day = NOW.date() if confirmed else None
    rows = [
        Supporter(
            campaign=letter.campaign,
            tag=f"{random.random()}",
            sealed=b"-",
            language="en",
            time_zone="UTC",
            provider="other",
            state=State.CONFIRMED,
            came_on=NOW.date(),
            confirmed_on=day,
        )  # fmt: skip
        for _each in range(count)
    ]
    made = Supporter.objects.bulk_create(rows)
    return Signature.objects.bulk_create(
        Signature(supporter=row, letter=letter, version=letter.current, signed_on=NOW.date(), confirmed_on=day)
        for row in made
    )


def test_each_deed_is_noted_and_added_up(letter):
    row = make.signature(letter, confirmed=True)
    assert tallies.bring_up_to_date(now=NOW) == 1 and number(letter) == (1, 1)
    assert not TallyChange.objects.exists() and tallies.bring_up_to_date(now=NOW) == 0
    Signature.objects.filter(pk=row.pk).update(aside=Aside.SUSPECT)
    assert not Signature.objects.counting().exists()
    tallies.bring_up_to_date(now=NOW)
    assert number(letter)[0] == 0
    Signature.objects.filter(pk=row.pk).update(aside="")
    people.leave(supporter=row.supporter, now=NOW)
    tallies.bring_up_to_date(now=NOW)
    assert number(letter)[0] == 0 and tallies.recount(now=NOW) == 0


def test_what_does_not_count_changes_nothing(letter):
    make.signature(letter)
    signatures.refuse(signature=make.signature(letter), now=NOW)
    Signature.objects.update(signed_on=NOW.date())
    assert not TallyChange.objects.exists()


@pytest.mark.parametrize(
    ("had", "has", "minutes", "moves"),
    [(100, 101, 14, False), (100, 101, 15, True), (100, 110, 1, True), (100, 90, 1, True), (100, 110, 0.9, False),
     (100, 91, 14, False), (1000, 1001, 1, True), (1000, 1001, 0.9, False), (999, 1000, 1, True), (1000, 999, 1, True)],
)  # fmt: skip
def test_the_public_number_moves_in_steps(letter, had, has, minutes, moves):
    tally = Tally(version=letter.current, number=has, shown=had, counted_at=NOW, shown_at=NOW)
    tally.save()
    assert tallies.show(now=NOW + timedelta(minutes=minutes)) == moves
    tally.refresh_from_db()
    assert tally.shown == (has if moves else had)


def test_in_the_demo_it_moves_at_once(letter, settings):
    settings.COUNTS_AT_ONCE = True
    for wanted in (1, 2):
        make.signature(letter, confirmed=True)
        tallies.bring_up_to_date(now=NOW)
        assert number(letter) == (wanted, wanted)


def test_the_page_shows_the_public_number(letter, client):
    many(letter, 12)
    tallies.bring_up_to_date(now=NOW)
    many(letter, 3)
    tallies.bring_up_to_date(now=NOW + timedelta(seconds=90))
    assert number(letter) == (15, 12)
    assert pages.cases(letter.campaign, "en", NOW)[0].signatures == pages.live(NOW)[0].signatures == 12
    assert b"12" in client.get(f"/en/c/{letter.campaign.code}/{letter.key}/").content


def second_version(letter, by, approver):
    version = approvals.write_version(letter=letter, texts=make.TEXTS, by=by, now=NOW)
    approvals.approve(version=version, by=approver, now=NOW)
    return version


def any_event(chance: random.Random, letter, versions: list[Version]) -> None:
    """One of the things that happen to a signature."""
    event = chance.choice(["come", "come", "confirm", "confirm", "aside", "back", "leave", "move", "many"])
    if event in {"come", "many"}:
        many(letter, 1 if event == "come" else chance.randint(2, 5), confirmed=chance.random() < 0.5)
        return
    row = Signature.objects.order_by("?").first()
    if row is None:
        return
    rows = Signature.objects.filter(pk=row.pk)
    if event == "confirm":
        rows.filter(confirmed_on=None).update(confirmed_on=NOW.date())
    elif event == "leave":
        row.supporter.delete()
    elif event == "move":
        rows.update(version=chance.choice(versions))
    else:
        rows.update(aside=chance.choice(list(Aside)) if event == "aside" else "")


def play(letter, versions, events: int) -> None:
    chance = random.Random(7)
    for turn in range(events):
        any_event(chance, letter, versions)
        if turn % 97 == 0:
            tallies.bring_up_to_date(now=NOW)
    tallies.bring_up_to_date(now=NOW)


def test_after_many_events_the_numbers_are_a_recount(letter, alice, bob):
    versions = [letter.current, second_version(letter, bob, alice)]
    letter.refresh_from_db()
    play(letter, versions, EVENTS)
    for version in versions:
        assert Tally.objects.get(version=version).number == Signature.objects.counting().filter(version=version).count()
    assert tallies.recount(now=NOW) == 0


def test_control_without_the_trigger_they_are_not(letter):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE campaigns_signature DISABLE TRIGGER signature_counts")
    play(letter, [letter.current], 50)
    assert tallies.recount(now=NOW) == 1
    assert Tally.objects.get().number == Signature.objects.counting().count()


@pytest.mark.django_db(transaction=True)
def test_counting_while_people_confirm_loses_nothing(letter):
    """Four confirm, one adds up, one counts anew, all at once."""
    rows = many(letter, 200, confirmed=False)
    over = threading.Event()

    def confirm(part: list[Signature]) -> None:
        for row in part:
            with transaction.atomic():
                Signature.objects.filter(pk=row.pk).update(confirmed_on=NOW.date())
        connections.close_all()

    def count(deed) -> None:
        while not over.is_set():
            deed(now=NOW)
        connections.close_all()

    people_who_do = [threading.Thread(target=confirm, args=(rows[turn::4],)) for turn in range(4)]
    counters = [threading.Thread(target=count, args=(deed,)) for deed in (tallies.bring_up_to_date, tallies.recount)]
    for thread in (*people_who_do, *counters):
        thread.start()
    for thread in people_who_do:
        thread.join(60)
    over.set()
    for thread in counters:
        thread.join(60)
    tallies.bring_up_to_date(now=NOW)
    assert number(letter)[0] == 200


def test_adding_up_takes_as_many_statements_for_many(letter, django_assert_num_queries):
    many(letter, 300)
    with django_assert_num_queries(12):
        tallies.bring_up_to_date(now=NOW)


def test_the_command_says_whether_they_held(letter, capsys):
    many(letter, 3)
    call_command("recount")
    Tally.objects.update(number=7)
    call_command("recount")
    assert capsys.readouterr().out.splitlines() == ["All numbers hold.", "1 numbers were wrong and are right again."]
