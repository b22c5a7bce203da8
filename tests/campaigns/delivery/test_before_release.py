"""Before a release: a look that sends nothing, a test to oneself, office hours, and taking back what waits."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from campaigns.delivery import ledger, pacing, recall, rehearsing
from campaigns.delivery.models import Delivery
from campaigns.planning.campaigns import NotAllowed
from foundation.history.models import Entry
from foundation.outbox import purposes
from foundation.outbox.models import Message, State
from tests import make

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
KEYS = ("JP", "KE", "BR")


@pytest.fixture
def letter(alice, bob):
    offices = [make.office(f"{key}-office", actor=key) for key in KEYS]
    row = make.letter(make.campaign(alice), bob, alice, offices=offices)
    make.signature(row, confirmed=True)
    return row


def test_letters_leave_in_the_working_hours_of_each_office(letter, bob):
    ledger.release(letter=letter, by=bob, now=FRIDAY, in_hours=True)
    for delivery in Delivery.objects.select_related("target__office__actor", "target__campaign"):
        at = Message.objects.get(recipient_code=delivery.code).retry_at
        local = at.astimezone(pacing.zone_of(delivery.target))
        assert pacing.OPENS <= local.time() < pacing.CLOSES and local.weekday() < 5
        # In Brasília the offices are still at work on this Friday; elsewhere it is Monday's.
        assert local.date().isoformat() == ("2026-11-20" if delivery.target.office.actor.key == "BR" else "2026-11-23")


def test_at_once_is_at_once(letter, bob):
    ledger.release(letter=letter, by=bob, now=FRIDAY)
    assert {row.retry_at for row in Message.objects.filter(purpose=ledger.PURPOSE)} == {FRIDAY}


def test_the_weekend_and_the_evening_are_left_out():
    zone = ZoneInfo("Africa/Nairobi")
    for at, wanted in (
        ("2026-11-20T15:59", "2026-11-20T15:59"),
        ("2026-11-20T16:00", "2026-11-23T09:00"),
        ("2026-11-21T11:00", "2026-11-23T09:00"),
        ("2026-11-23T03:00", "2026-11-23T09:00"),
    ):
        local = datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC)
        assert pacing.opening(local, zone).astimezone(zone).isoformat()[:16] == wanted


def test_one_mail_server_is_not_flooded(letter):
    target = letter.targets.select_related("office__actor", "campaign").get(office__actor__key="KE")
    others = [type(target)(pk=number, office=target.office, campaign=target.campaign) for number in range(1, 60)]
    monday = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    one = sorted(pacing.plan([pacing.Due(row, "a.example") for row in others], now=monday).values())
    many = sorted(pacing.plan([pacing.Due(row, f"{row.pk}.example") for row in others], now=monday).values())
    for times, gap in ((one, pacing.BETWEEN_AT_ONE_DOMAIN), (many, pacing.BETWEEN)):
        assert all(later - earlier >= gap for earlier, later in zip(times, times[1:], strict=False))
        assert all(at.astimezone(ZoneInfo("Africa/Nairobi")).hour in range(9, 16) for at in times)
    assert many[-1] - many[0] == 58 * pacing.BETWEEN and one[-1].date() > monday.date()


def test_every_state_of_the_data_set_has_a_time_zone():
    with (Path(str(settings.BASE_DIR)) / "actors" / "data" / "states.csv").open(encoding="utf-8", newline="") as lines:
        keys = {row["iso_alpha2"] for row in csv.DictReader(lines)}
    assert len(keys) > 190 and keys <= set(pacing._zones())


def test_a_test_goes_to_the_member_and_records_nothing(letter, bob):
    target = letter.targets.get(office__key="KE-office")
    assert rehearsing.ask(letter=letter, target=target, by=bob, now=make.NOW)
    assert not rehearsing.ask(letter=letter, target=target, by=bob, now=make.NOW)
    message = Message.objects.get(purpose=rehearsing.PURPOSE)
    mail = rehearsing.render(message, make.NOW)
    assert mail.to == bob.email and purposes.rehearsal(message, make.NOW) == bob.email
    assert "Signed by 1 person" in mail.text and len(mail.attachments) == 1
    assert not Delivery.objects.exists()
    ledger.release(letter=letter, by=bob, now=make.NOW)
    assert {purposes.rehearsal(row, make.NOW) for row in Message.objects.filter(purpose=ledger.PURPOSE)} == {None}
    # Whoever may not log in any more gets nothing.
    bob.is_active = False
    bob.save()
    assert not rehearsing.wanted(message, make.NOW)


def test_what_waits_is_taken_back_and_goes_anew(letter, bob):
    ledger.release(letter=letter, by=bob, now=FRIDAY, in_hours=True)
    gone = Message.objects.filter(purpose=ledger.PURPOSE).order_by("pk").first()
    Message.objects.filter(pk=gone.pk).update(state=State.SENT)
    Delivery.objects.filter(code=gone.recipient_code).update(sent_at=FRIDAY)
    assert recall.waiting(letter).count() == 2
    assert recall.recall(letter=letter, by=bob, now=FRIDAY) == 2
    assert recall.recall(letter=letter, by=bob, now=FRIDAY) == 0
    assert Message.objects.filter(purpose=ledger.PURPOSE, state=State.CANCELLED).count() == 2
    assert Entry.objects.get(deed="delivery.recalled").detail == {"number": 2}
    make.signature(letter, confirmed=True)
    done = ledger.release(letter=letter, by=bob, now=FRIDAY + timedelta(hours=1))
    assert len(done.released) == 2 and {row.signatures for row in done.released} == {2}


@pytest.mark.parametrize("state", [State.IN_DOUBT, State.FAILED])
def test_what_may_have_left_is_not_taken_back(letter, bob, state):
    ledger.release(letter=letter, by=bob, now=make.NOW)
    Message.objects.filter(purpose=ledger.PURPOSE).update(state=state)
    assert recall.recall(letter=letter, by=bob, now=make.NOW) == 0
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_do_neither(letter, bob, who, request):
    ledger.release(letter=letter, by=bob, now=make.NOW)
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        recall.recall(letter=letter, by=user, now=make.NOW)
    with pytest.raises(NotAllowed):
        rehearsing.ask(letter=letter, target=letter.targets.first(), by=user, now=make.NOW)
    assert Delivery.objects.count() == 3


def test_the_desk_says_how_many_to_whom_and_when(letter, as_bob, as_vera, as_charlie, monkeypatch):
    monkeypatch.setattr("campaigns.desk.views.nudge", lambda task: None)
    monkeypatch.setattr("campaigns.desk.delivery_views.nudge", lambda task: None)
    base = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/"
    page = as_bob.get(f"{base}before/").text
    assert "3 letters would leave, with 1 signatures" in page and "Africa/Nairobi" in page and "@office.example" in page
    assert not Message.objects.filter(purpose=ledger.PURPOSE).exists()
    assert (
        as_vera.get(f"{base}before/").status_code == 200 and "Send it to me" not in as_vera.get(f"{base}before/").text
    )
    assert as_charlie.get(f"{base}before/").status_code == 404
    assert "marked [TEST]" in as_bob.post(f"{base}before/test/", {"office": "KE-office"}, follow=True).text
    assert as_vera.post(f"{base}before/test/", {"office": "KE-office"}).status_code == 403
    stray = as_bob.post(f"{base}before/test/", {"office": "XX"}, follow=True).text
    assert "does not go to this office" in stray
    as_bob.post(f"{base}release/", {"when": "hours"})
    assert "Take back 3 letters" in as_bob.get(f"{base}before/").text
    assert as_vera.post(f"{base}before/take-back/").status_code == 403
    assert as_charlie.post(f"{base}before/take-back/").status_code == 404
    assert "3 letters were taken back" in as_bob.post(f"{base}before/take-back/", follow=True).text
