"""The journal takes entries and gives none back, except whole months through the archive."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from foundation.history import journal
from foundation.history.models import Entry

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def entry(at: datetime = NOW, deed: str = "letter.approved") -> Entry:
    with transaction.atomic():
        return journal.write(deed=deed, by=None, subject=("letter", "abc"), now=at)


CHANGES: dict[str, Callable[[], object]] = {
    "update by SQL": lambda: run("UPDATE foundation_entry SET deed = 'nothing'"),
    "delete by SQL": lambda: run("DELETE FROM foundation_entry"),
    "truncate": lambda: run("TRUNCATE foundation_entry"),
    "update by the ORM": lambda: Entry.objects.update(deed="nothing"),
    "delete by the ORM": lambda: Entry.objects.all().delete(),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_it_refuses_every_change(change: str) -> None:
    entry()
    with pytest.raises((ProgrammingError, InternalError), match="append-only"):
        CHANGES[change]()
    assert list(Entry.objects.values_list("deed", flat=True)) == ["letter.approved"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_control_without_the_trigger_the_change_passes(change: str) -> None:
    entry()
    run("ALTER TABLE foundation_entry DISABLE TRIGGER USER")
    try:
        CHANGES[change]()
    finally:
        run("ALTER TABLE foundation_entry ENABLE TRIGGER USER")
    assert "letter.approved" not in Entry.objects.values_list("deed", flat=True)


@pytest.mark.django_db(transaction=True)
def test_the_archive_takes_one_whole_month_out_and_no_more() -> None:
    days = {"january": (2024, 1, 31), "first": (2024, 2, 1), "last": (2024, 2, 29), "march": (2024, 3, 1)}
    for deed, day in days.items():
        entry(datetime(*day, 23 if deed in {"january", "last"} else 0, 59, tzinfo=UTC), deed)
    out = io.StringIO()
    assert journal.archive_month(month=date(2024, 2, 17), out=out, today=date(2025, 3, 10)) == 2
    assert [json.loads(line)["deed"] for line in out.getvalue().splitlines()] == ["first", "last"]
    assert set(Entry.objects.values_list("deed", flat=True)) == {"january", "march"}


@pytest.mark.django_db(transaction=True)
def test_after_the_archive_the_door_is_shut_again() -> None:
    entry(datetime(2024, 2, 1, tzinfo=UTC), "old")
    entry()
    with transaction.atomic():
        journal.archive_month(month=date(2024, 2, 1), out=io.StringIO(), today=date(2025, 3, 10))
        with pytest.raises((ProgrammingError, InternalError), match="append-only"), transaction.atomic():
            Entry.objects.all().delete()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 2, 28)])
def test_a_month_stays_until_it_ended_a_year_ago(today: date) -> None:
    entry(datetime(2024, 2, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="a year ago"):
        journal.archive_month(month=date(2024, 2, 1), out=io.StringIO(), today=today)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["ana@example.org", "Ana\nBanana", "x" * 201])
def test_it_takes_no_personal_words(value: str) -> None:
    with pytest.raises(journal.NotForTheJournal):
        journal.write(deed="x", by=None, subject=("letter", "abc"), now=NOW, detail={"what": value})
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_wants_the_transaction_of_its_deed() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        journal.write(deed="x", by=None, subject=("letter", "abc"), now=NOW)
