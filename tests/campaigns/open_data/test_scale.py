"""Twenty thousand positions, and an answer of one moment."""

import gc
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from actors.checking import editions
from actors.positions.models import Position
from actors.seed.sync import give_revisions
from campaigns.open_data import tables
from foundation.web.files import Written, one_moment
from tests.actors.checking.cast import position
from tests.register import NOW
from tests.services import sized

FIRST = date(1999, 1, 1)


def enter(count: int) -> None:
    """Public positions of one state, as if the data set had brought them."""
    pattern = position("x")
    facts = {name: getattr(pattern, name) for name in Position.fact_names()}
    for begin in range(0, count, 2_000):
        found = [
            Position(key=f"XA-{number}", public=True, data_set_on=date(2026, 11, 23), **facts)
            for number in range(begin, min(begin + 2_000, count))
        ]
        for number, row in enumerate(found):
            row.on, row.quote = FIRST + timedelta(days=(begin + number) // 3), "Lift them. " * 30
        give_revisions(found, NOW)
        Position.objects.bulk_create(found)


def peak(client: Client, path: str) -> tuple[int, int]:
    """The most memory Python held while it was asked for and read, in bytes, and the length of what was read."""
    gc.collect()
    tracemalloc.start()
    try:
        answer = client.get(path)
        length = sum(len(piece) for piece in answer.streaming_content)  # type: ignore[attr-defined]
        return tracemalloc.get_traced_memory()[1], length
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_rows(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    many = sized(2_000, 20_000)
    enter(many)
    some = f"?on={FIRST + timedelta(days=332)}"
    for form, queries in {"json": 7, "csv": 6}.items():
        peak(client, f"/data/v1/positions.{form}{some}")
        small, short = peak(client, f"/data/v1/positions.{form}{some}")
        with django_assert_num_queries(queries):
            large, long = peak(client, f"/data/v1/positions.{form}")
        print(
            f"{form}: {long / 1e6:.1f} MB; memory {small / 1e6:.1f} MB for 1,000 rows, {large / 1e6:.1f} for {many:,}"
        )
        assert long > 0.9 * many / 1_000 * short
        assert large < 1.3 * small + 1_000_000
    # The control: rows that are fetched all at once do take it.
    plain = tables.Table.said

    def at_once(self: Any, rows: Any, asked: Any) -> Iterator[dict[str, Any]]:
        yield from list(plain(self, rows, asked))

    monkeypatch.setattr(tables.Table, "said", at_once)
    assert peak(client, "/data/v1/positions.csv")[0] > 2 * large


def in_another_connection(deed: Callable[[], Any]) -> None:
    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("moment", "is_one"), [(one_moment, True), (transaction.atomic, False), (nullcontext, False)])
def test_all_of_an_answer_is_of_one_moment(moment: Callable[[], AbstractContextManager[Any]], is_one: bool) -> None:
    """With the controls: a plain transaction, or none, sees what others commit in between."""
    editions.bump(NOW)
    with moment():
        before = editions.current()
        in_another_connection(lambda: editions.bump(NOW))
        assert (editions.current() == before) is is_one
    assert editions.current() == before + 1 and not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_slow_reader_holds_no_transaction(client: Client) -> None:
    answer = client.get("/data/v1/stances.json")
    assert not connection.in_atomic_block and answer.streaming
    assert next(iter(answer.streaming_content)).startswith(b"{")  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_failure_is_an_answer_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Any, rows: Any, asked: Any) -> Iterator[dict[str, Any]]:
        yield {}
        raise RuntimeError

    monkeypatch.setattr(tables.Table, "said", fails)
    answer = Client(raise_request_exception=False).get("/data/v1/positions.json")
    assert answer.status_code == 500


def test_a_finished_file_gives_its_bytes_and_goes() -> None:
    written = Written([b"a" * 100_000, b"", b"b"])
    assert written.size == 100_001 and b"".join(written) == b"a" * 100_000 + b"b"
    written.close()
    with pytest.raises(ValueError):
        next(iter(written))
