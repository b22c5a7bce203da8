"""The entries follow the register: what is new is written, what is gone is deleted, twice is once."""

from typing import Any

from actors.checking import editions
from actors.checking.models import Edition
from actors.directory.models import Actor
from actors.search import index
from actors.search.models import SearchEntry, SearchState
from actors.search.tasks import bring_up_to_date
from actors.seed import register
from actors.seed.sheets import Report
from tests import make
from tests.register import NOW


def entries() -> set[tuple[Any, ...]]:
    return set(SearchEntry.objects.values_list("mark", "kind", "key", "language", "weight", "on", "folded"))


def test_the_loader_brings_them_up_to_date(the_register: Report) -> None:
    assert SearchEntry.objects.filter(kind="state").values("key").distinct().count() >= 196
    assert not index.bring_up_to_date()


def test_a_dry_run_of_the_loader_leaves_none(db: None) -> None:
    before = entries()
    register.load(now=NOW, by=None, dry_run=True)
    assert entries() == before


def test_they_follow_the_edition(the_register: Report) -> None:
    row = make.state("XA", name_en="Exampleland")
    assert not index.bring_up_to_date(), "nothing has moved as far as anybody said"
    editions.bump(NOW)
    assert index.bring_up_to_date()
    assert SearchEntry.objects.filter(kind="state", key="XA", folded=" exampleland |  ").exists()
    row.name_en = "New Exampleland"
    make.fact(row)
    editions.bump(NOW)
    bring_up_to_date()
    assert set(SearchEntry.objects.filter(key="XA", language="en").values_list("folded", flat=True)) == {
        " new exampleland |  "
    }
    Actor.objects.filter(key="XA").update(public=False)
    editions.bump(NOW)
    bring_up_to_date()
    assert not SearchEntry.objects.filter(key="XA").exists()


def test_twice_is_once(the_register: Report, django_assert_num_queries: Any) -> None:
    before, pks = entries(), set(SearchEntry.objects.values_list("pk", flat=True))
    index.refill()
    assert (entries(), set(SearchEntry.objects.values_list("pk", flat=True))) == (before, pks)
    # The state's row is there, its lock, the edition, and the savepoint around them.
    with django_assert_num_queries(5):
        assert not index.bring_up_to_date()


def test_filled_from_nothing_they_are_the_same(the_register: Report) -> None:
    before = entries()
    SearchEntry.objects.all().delete()
    index.refill()
    assert entries() == before


def test_another_way_of_folding_writes_every_entry_anew(the_register: Report) -> None:
    before, pks = entries(), set(SearchEntry.objects.values_list("pk", flat=True))
    SearchState.objects.update(way=index.WAY + 1)
    assert index.bring_up_to_date()
    assert entries() == before
    assert not pks & set(SearchEntry.objects.values_list("pk", flat=True))


def test_an_older_edition_counts_as_another(the_register: Report) -> None:
    """A restored backup may have a lower number than the entries were taken from."""
    Edition.objects.update(number=0)
    assert index.bring_up_to_date()
