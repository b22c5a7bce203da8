"""The packaged register, there for all tests of a module and taken back after them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from actors.seed import register
from actors.seed.sheets import Report

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
APPS = ("actors_", "foundation_")


class _Kept:
    """What the loading made, table by table: bringing it back takes a fraction of loading it again."""

    report: Report | None = None
    tables: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    with django_db_blocker.unblock(), transaction.atomic():
        report = _bring_back() or _load()
        # The planner knows these tables as empty, or as some test left them; its guesses then took minutes.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_Kept.tables)}")
        yield report
        transaction.set_rollback(True)


def _load() -> Report:
    report = register.load(now=NOW, by=None)
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(APPS):
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    _Kept.tables[table] = b"".join(bytes(part) for part in copy)
    _Kept.tables = {table: rows for table, rows in _Kept.tables.items() if rows}
    _Kept.report = report
    return report


def _bring_back() -> Report | None:
    """None where nothing is kept, or where this role may not leave out the triggers."""
    if _Kept.report is None:
        return None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in _Kept.tables.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id') FROM pg_attribute WHERE attrelid = %s::regclass"
                               " AND attname = 'id'", [table, table])  # fmt: skip
                if (found := cursor.fetchone()) and found[0]:
                    cursor.execute(f"SELECT setval(%s, (SELECT max(id) FROM {table}))", [found[0]])
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    except DatabaseError:
        return None
    return _Kept.report


@pytest.fixture
def the_register(_loaded: Report, db: None) -> Report:
    """The register is there; what a test changes in it is taken back after the test."""
    return _loaded
