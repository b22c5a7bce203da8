"""Who stands where with 200 states and 20,000 positions: twelve statements at most, however many rows there are."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make, many
from tests.campaigns.record.addresses import MOST
from tests.services import FULL

pytestmark = pytest.mark.django_db


SMALL = {"states": 20, "positions": 40, "of_one": 5}
LARGE = (
    {"states": 200, "positions": 20_000, "of_one": 1_000} if FULL else {"states": 60, "positions": 600, "of_one": 50}
)
PATHS = ["/en/record/", "/en/record/S000/", "/en/record/movement/", "/en/"]


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found.captured_queries)


def test_a_large_register_takes_no_more_statements(client: Client) -> None:
    found = []
    for size in (SMALL, LARGE):
        with transaction.atomic():
            many.register(**size, now=make.NOW)
            found.append({path: statements(client, path) for path in PATHS})
            transaction.set_rollback(True)
    small, large = found
    assert large == small
    assert large["/en/record/"] <= MOST
