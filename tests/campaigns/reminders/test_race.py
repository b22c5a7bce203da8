"""Two sweeps at once queue one reminder for each person. The control takes the constraints away."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from campaigns.reminders import agenda
from foundation.outbox.models import Message
from tests import make
from tests.campaigns.reminders.test_remind import LATER

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 30


def sweep_twice(*, second_ends_first: bool) -> int:
    """A second sweep looks before the first has committed; returns how many messages there are."""

    def sweep() -> None:
        agenda.remind(now=LATER + timedelta(seconds=1))
        connections.close_all()

    with transaction.atomic():
        agenda.remind(now=LATER)
        other = threading.Thread(target=sweep)
        other.start()
        if second_ends_first:
            other.join(30)
    other.join(30)
    assert not other.is_alive()
    return Message.objects.filter(purpose=agenda.PURPOSE).count()


@pytest.fixture
def letter(alice, bob):
    found = make.letter(make.campaign(alice, reminder_after_days=3), bob, alice)
    for number in range(PEOPLE):
        make.signature(found, f"sam{number}@example.org")
    return found


def test_each_person_gets_one(letter):
    assert sweep_twice(second_ends_first=False) == PEOPLE


def test_control_without_the_constraints_there_are_more(letter):
    lifted = (
        ("foundation_message", "one_message_per_slot"),
        ("campaigns_reminder", "campaigns_reminder_signature_id_key"),
    )
    with connection.cursor() as cursor:
        kept = []
        for table, name in lifted:
            cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
            kept.append((table, name, cursor.fetchone()[0]))
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        try:
            assert sweep_twice(second_ends_first=True) > PEOPLE
        finally:
            for table in ("foundation_message", "campaigns_reminder"):
                cursor.execute(f"TRUNCATE {table} CASCADE")
            for table, name, said in kept:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}")
