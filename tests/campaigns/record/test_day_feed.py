"""Days as iCalendar: whole days, ends that are exclusive, yearly ones for ever, the same bytes for the same rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar, Event

from actors.checking import checks, revisions
from actors.positions.models import Occasion
from actors.seed.sheets import Report
from campaigns.record import day_feed
from tests import make
from tests.actors.curation.people import appointed

pytestmark = pytest.mark.django_db


def feed(language: str = "en") -> bytes:
    return day_feed.feed(language=language, host="host.example", address=lambda key: f"https://host.example/{key}/")


def events(body: bytes | None = None) -> dict[str, Event]:
    found = Calendar.from_ical(feed() if body is None else body)
    return {str(event["uid"]).partition("@")[0]: event for event in found.walk("VEVENT")}


def value(event: Event, name: str) -> Any:
    return event[name].dt


def test_a_moment_is_whole_days_with_an_end_that_is_exclusive() -> None:
    make.occasion("one", on=date(2026, 2, 28))
    make.occasion("five", on=date(2025, 12, 1), until_on=date(2025, 12, 5))
    found = events()
    assert (value(found["one"], "dtstart"), value(found["one"], "dtend")) == (date(2026, 2, 28), date(2026, 3, 1))
    assert value(found["five"], "dtend") == date(2025, 12, 6)
    body = feed()
    assert b"DTSTART;VALUE=DATE:20260228\r\n" in body and b"DTEND;VALUE=DATE:20260301\r\n" in body
    assert "rrule" not in found["one"]


def test_a_yearly_day_begins_in_the_year_it_was_entered_and_comes_every_year() -> None:
    make.occasion("day", on=None, yearly=True, month_day="12-10")
    event = events()["day"]
    assert value(event, "dtstart") == date(2026, 12, 10) and value(event, "dtend") == date(2026, 12, 11)
    assert event["rrule"].to_ical() == b"FREQ=YEARLY"
    row = Occasion.objects.get()
    row.name_en = "Another name"
    make.fact(row, now=make.NOW + timedelta(days=800))
    assert value(events()["day"], "dtstart") == date(2026, 12, 10), "a correction does not move its beginning"


def test_29_february_is_the_last_of_february() -> None:
    make.occasion("leap", on=None, yearly=True, month_day="02-29")
    event = events()["leap"]
    assert value(event, "dtstart") == date(2026, 2, 28)
    assert event["rrule"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"


def test_a_month_is_whole_a_year_is_left_out_and_nothing_is_more_exact_than_known() -> None:
    make.occasion("month", on=date(2026, 12, 1), precision="month", name_en="Session")
    make.occasion("about", on=date(2026, 5, 2), precision="about", name_en="Speech")
    make.occasion("year", on=date(2026, 1, 1), precision="year")
    make.occasion("undated", on=None, yearly=True, month_day="")
    found = events()
    assert set(found) == {"month", "about"}
    assert (value(found["month"], "dtend"), found["month"]["status"]) == (date(2027, 1, 1), "TENTATIVE")
    assert found["month"]["summary"] == "Session (day not known yet)"
    assert (value(found["about"], "dtend"), found["about"]["summary"]) == (date(2026, 5, 3), "Speech (about this day)")


def test_only_public_days() -> None:
    make.occasion("shown")
    make.fact(Occasion(key="hidden", name_en="Hidden", kind="session", on=date(2027, 1, 1)), public=False)
    assert set(events()) == {"shown"} and b"Hidden" not in feed()


def test_the_same_rows_give_the_same_bytes_and_a_change_is_announced() -> None:
    row = make.occasion("day", source="https://assembly.example/")
    before, body = events()["day"], feed()
    assert feed() == body
    assert (before["sequence"], value(before, "dtstamp")) == (0, make.NOW)
    row.name_en = "Renamed, with a comma; and more"
    ada, ben = appointed("ada"), appointed("ben")
    one = revisions.propose(row=row, by=ada, now=make.NOW + timedelta(days=1))
    assert feed() == body, "what waits is not there yet"
    checks.confirm(revision=one, by=ben, now=make.NOW + timedelta(days=2))
    after = events()["day"]
    assert after["uid"] == before["uid"] == "day@host.example"
    assert (after["sequence"], value(after, "last-modified")) == (1, make.NOW + timedelta(days=2))
    assert after["summary"] == "Renamed, with a comma; and more"
    assert "https://assembly.example/" in after["description"] and after["url"] == "https://host.example/day/"


def test_lines_are_folded_and_end_as_the_format_says() -> None:
    make.occasion("long", name_en="Jugement prononcé par défaut " * 5)
    body = feed()
    assert body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n")) and b"\n" not in body.replace(b"\r\n", b"")


def test_each_language_has_its_feed(client: Client, the_register: Report) -> None:
    english, french = (client.get(f"/{language}/record/days.ics") for language in ("en", "fr"))
    assert english["Content-Type"] == "text/calendar; charset=utf-8"
    mine, theirs = events(english.content), events(french.content)
    assert mine.keys() == theirs.keys() and len(mine) > 10
    assert mine["endangered-lawyer"]["summary"] == "Day of the Endangered Lawyer"
    assert theirs["endangered-lawyer"]["summary"] == "Journée de l’avocat en danger"
    assert "/fr/record/days/endangered-lawyer/" in theirs["endangered-lawyer"]["url"]
    assert "td-withdrawal" not in mine and "asp25" not in mine, "unchecked"
    again = client.get("/en/record/days.ics", headers={"if-none-match": english["ETag"]})
    assert (again.status_code, english.cookies) == (304, {})
