"""The packaged register, loaded once for all tests of a module and taken back after them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from actors.seed import register
from actors.seed.sheets import Report

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield register.load(now=NOW, by=None)
        transaction.set_rollback(True)


@pytest.fixture
def the_register(_loaded: Report, db: None) -> Report:
    """The register is there; what a test changes in it is taken back after the test."""
    return _loaded
