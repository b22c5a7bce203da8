"""Forged signatures are taken out: tried, confirmed by a second member, done in lots, undone."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.planning.campaigns import NotAllowed
from campaigns.signing import invalidations, tallies
from campaigns.signing.asides import Invalidation, Sign, Suspicion, TakenOut
from campaigns.signing.invalidations import Conditions
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally
from foundation.history.models import Entry
from foundation.vault import keys
from tests import make
from tests.campaigns.signing.crowd import crowd
from tests.services import sized

FAKES = sized(120, 3000)
NOW = make.NOW


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), alice, bob)


@pytest.fixture
def forged(letter):
    """A crowd of programs among twenty people."""
    crowd(letter, 10, by=None)
    crowd(letter, FAKES, by=None, prefix="Bot", country="XA")
    return crowd(letter, 10, by=None)


def counting() -> int:
    return Signature.objects.counting().count()


def try_out(letter, by, **conditions) -> Invalidation:
    said = {"campaign": letter.campaign, "by": by, "now": NOW, "why": "a wave of one night"}
    return invalidations.try_out(conditions=Conditions(**conditions), **said)


def work() -> None:
    while invalidations.work(now=NOW):
        continue


@pytest.mark.django_db
def test_staff_find_many_forged_signatures_and_take_them_out(letter, forged, alice, bob):
    row = try_out(letter, alice, country="XA")
    assert (row.found, row.counting, row.needs_second, row.stand) == (FAKES, FAKES, True, "tried")
    _conditions, sample = invalidations.read(row, keys.open_scope(letter.campaign.scope))
    assert len(sample) == 10 and all(line.startswith("B… ") and "example" not in line for line in sample)
    work()
    assert counting() == FAKES + 20, "trying takes nothing out"

    invalidations.order(invalidation=row, by=alice, now=NOW)
    work()
    assert counting() == FAKES + 20, "nor does ordering, before a second member confirmed"
    with pytest.raises(invalidations.OwnOrder):
        invalidations.confirm(invalidation=row, by=alice, now=NOW)
    invalidations.confirm(invalidation=row, by=bob, now=NOW)
    work()
    row.refresh_from_db()
    assert (counting(), row.taken, row.stand) == (20, FAKES, "done")
    tallies.bring_up_to_date(now=NOW)
    assert Tally.objects.get(kind="confirmed").number == 20 and tallies.recount(now=NOW) == 0

    assert invalidations.undo(invalidation=row, by=bob, now=NOW) == FAKES
    assert invalidations.undo(invalidation=row, by=bob, now=NOW) == 0
    tallies.bring_up_to_date(now=NOW)
    assert Tally.objects.get(kind="confirmed").number == FAKES + 20 == counting() and not TakenOut.objects.exists()
    deeds = Entry.objects.filter(deed__startswith="invalidation.").order_by("pk").values_list("deed", flat=True)
    assert [deed.partition(".")[2] for deed in deeds] == ["tried", "ordered", "confirmed", "done", "undone"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("conditions", "met"),
    [
        ({"provider": "google"}, 1),
        ({"name": "bot  MÜLLER"}, 1),
        ({"local": "bot-??"}, 2),
        ({"local": "bot-*", "name": "Bot Muller"}, 1),
        ({"why": "trap"}, 1),
        ({"language": "fr"}, 0),
        ({"since": "2026-11-21"}, 0),
        ({"until": "2026-11-20"}, 4),
    ],
)
def test_each_condition_meets_what_it_says(letter, alice, conditions, met):
    make.signature(letter, "someone@gmail.com")
    make.signature(letter, "bot-01@example.org", name="Bot Müller")
    make.signature(letter, "BOT-02@example.org", name="Bot Other")
    make.signature(letter, "caught@example.org", suspect="trap")
    assert try_out(letter, alice, **conditions).found == met


@pytest.mark.django_db
def test_a_few_one_member_takes_out_alone_and_what_was_suspect_is_so_again(letter, alice):
    plain, suspect = crowd(letter, 2, by=None)
    Signature.objects.filter(pk=suspect.pk).update(aside="suspect")
    Suspicion.objects.create(signature=suspect, why=Sign.QUICK)
    row = try_out(letter, alice, until="2026-12-31")
    later = crowd(letter, 1, by=None)[0]
    invalidations.order(invalidation=row, by=alice, now=NOW)
    work()
    assert set(Signature.objects.filter(aside="invalid")) == {plain, suspect}
    later.refresh_from_db()
    assert later.aside == "", "what came after the trial is none of its business"
    invalidations.undo(invalidation=row, by=alice, now=NOW)
    assert sorted(Signature.objects.values_list("aside", flat=True)) == ["", "", "suspect"]


@pytest.mark.django_db
def test_it_is_cancelled_between_two_lots(letter, alice, bob, monkeypatch):
    monkeypatch.setattr(invalidations, "LOT", 30)
    crowd(letter, 70, by=None, country="XA")
    row = try_out(letter, alice, country="XA")
    invalidations.order(invalidation=row, by=alice, now=NOW)
    invalidations.confirm(invalidation=row, by=bob, now=NOW)
    assert invalidations.work(now=NOW) == 30
    invalidations.cancel(invalidation=row, by=bob, now=NOW)
    invalidations.cancel(invalidation=row, by=bob, now=NOW)
    work()
    row.refresh_from_db()
    assert (counting(), row.taken, row.stand) == (40, 30, "cancelled")
    with pytest.raises(invalidations.Over):
        invalidations.order(invalidation=row, by=alice, now=NOW)
    assert invalidations.undo(invalidation=row, by=alice, now=NOW) == 30 and counting() == 70


@pytest.mark.django_db
def test_what_is_refused(letter, alice, vera, charlie):
    with pytest.raises(invalidations.NoCondition):
        try_out(letter, alice)
    for stranger in (vera, charlie):
        with pytest.raises(NotAllowed):
            try_out(letter, stranger, country="XA")
    nothing = try_out(letter, alice, country="XA")
    with pytest.raises(invalidations.NothingFound):
        invalidations.order(invalidation=nothing, by=alice, now=NOW)
    with pytest.raises(invalidations.Over):
        invalidations.confirm(invalidation=nothing, by=alice, now=NOW)


@pytest.mark.django_db
def test_the_database_keeps_the_second_member(letter, alice, bob):
    crowd(letter, 51, by=None, country="XA")
    row = try_out(letter, alice, country="XA")
    for wrong in ({"taken": 1}, {"confirmed_by": row.tried_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invalidation.objects.filter(pk=row.pk).update(**wrong)
