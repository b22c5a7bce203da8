"""The calendar of occasions: yearly days with their next date, moments past and to come, public ones only."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from actors.checking import editions
from actors.positions.models import Occasion
from actors.seed.sheets import Report
from campaigns.record import days
from tests import make
from tests.actors.checking.cast import position
from tests.actors.watch.cast import opened, states

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def yearly(key: str, month_day: str, **facts: Any) -> Occasion:
    return make.occasion(key, name_en=key.title(), on=None, yearly=True, month_day=month_day, **facts)


def dated(key: str, on: date, **facts: Any) -> Occasion:
    return make.occasion(key, name_en=key.title(), on=on, **facts)


def keys(years: list[days.Year]) -> list[tuple[int, str]]:
    return [(year.number, day.occasion.key) for year in years for day in year.days]


@pytest.mark.parametrize(
    ("month_day", "today", "next_on"),
    [
        ("12-10", date(2026, 11, 24), date(2026, 12, 10)),
        ("11-24", date(2026, 11, 24), date(2026, 11, 24)),
        ("11-23", date(2026, 11, 24), date(2027, 11, 23)),
        ("02-29", date(2026, 11, 24), date(2027, 2, 28)),
        ("02-29", date(2027, 11, 24), date(2028, 2, 29)),
        ("02-29", date(2028, 2, 29), date(2028, 2, 29)),
        ("02-29", date(2027, 3, 1), date(2028, 2, 29)),
        ("02-30", date(2026, 11, 24), None),
        ("13-01", date(2026, 11, 24), None),
        ("", date(2026, 11, 24), None),
        ("soon", date(2026, 11, 24), None),
    ],
)
def test_a_yearly_day_comes_next(month_day: str, today: date, next_on: date | None) -> None:
    assert Occasion(yearly=True, month_day=month_day).next_on(today) == next_on


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"yearly": True, "month_day": "02-30"}, "month_day"),
        ({"yearly": True, "month_day": ""}, "month_day"),
        ({"on": date(2026, 5, 2), "until_on": date(2026, 5, 1)}, "until_on"),
    ],
)
def test_a_day_that_cannot_be_is_refused(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Occasion(**facts).clean()
    assert field in refused.value.message_dict
    Occasion(yearly=True, month_day="02-29").clean()


def test_what_comes_and_what_was() -> None:
    yearly("human-rights-day", "12-10")
    yearly("lawyer", "01-24")
    dated("assembly-past", date(2025, 12, 1), until_on=date(2025, 12, 5))
    dated("now", date(2026, 11, 20), until_on=date(2026, 11, 26))
    dated("month", date(2026, 11, 1), precision="month")
    dated("far", date(2028, 1, 1), precision="year")
    dated("yesterday", date(2026, 11, 23))
    make.fact(Occasion(key="hidden", name_en="H", kind="session", on=date(2027, 1, 1)), public=False)
    found = days.calendar(TODAY)
    assert keys(found.coming) == [
        (2026, "month"),
        (2026, "now"),
        (2026, "human-rights-day"),
        (2027, "lawyer"),
        (2028, "far"),
    ]
    assert keys(found.past) == [(2026, "yesterday"), (2025, "assembly-past")]
    assert found.headline == "In 16 days: Human-Rights-Day, on 10 December 2026."


@pytest.mark.parametrize(
    ("month_day", "said"),
    [("11-24", "Today is 24 November 2026: Day."), ("11-25", "In 1 day: Day, on 25 November 2026.")],
)
def test_the_headline_counts_the_days(month_day: str, said: str) -> None:
    yearly("day", month_day)
    assert days.calendar(TODAY).headline == said


def test_nothing_to_come_is_said_too() -> None:
    assert days.calendar(TODAY).headline == "No day to come is on this record."
    dated("later", date(2027, 1, 1), precision="month")
    assert days.calendar(TODAY).headline == "Later comes next."


def test_the_page_shows_public_days_with_their_precision(client: Client) -> None:
    yearly("leap", "02-29")
    dated("march", date(2019, 3, 1), precision="month")
    dated("spring", date(2019, 4, 2), precision="about")
    dated("days", date(2019, 5, 1), until_on=date(2019, 5, 3))
    yearly("unknown", "")
    make.fact(Occasion(key="hidden", name_en="Hidden day", kind="session", on=date(2027, 1, 1)), public=False)
    page = client.get("/en/record/days/").content.decode()
    for words in (">March 2019", ">about 2 April 2019", ">1 to 3 May 2019", "on a day not known to us"):
        assert words in page, words
    assert "Hidden day" not in page and "/en/record/days/hidden/" not in page
    assert client.get("/en/record/days/hidden/").status_code == 404


def test_the_packaged_days_are_there_in_both_languages(client: Client, the_register: Report) -> None:
    page = client.get("/en/record/days/").content.decode()
    assert "Day of the Endangered Lawyer" in page and "International day, every year." in page
    assert "withdrawal" not in page.lower(), "days after January 2026 wait for a first-hand source"
    with override("fr"):
        french = client.get("/fr/record/days/").content.decode()
    assert "Journée de l’avocat en danger" in french and "Endangered" not in french


def test_it_says_how_much_is_on_record(client: Client) -> None:
    states(2)
    opened()
    make.fact(position("a", occasion=make.occasion()))
    make.fact(position("b", occasion=make.occasion(), actor=make.state("X001")))
    make.fact(position("c", occasion=make.occasion(), actor=make.state("X001")), public=False)
    page = client.get("/en/record/days/").content.decode()
    assert "2 positions on record." in page and "Looked at State by State." in page


def test_queries_are_fixed(client: Client, django_assert_num_queries: Any) -> None:
    for number in (2, 60):
        for n in range(number):
            dated(f"o{n}", date(2020 + n % 9, 5, 1))
        # Another version: else the page would be the one that is kept.
        editions.bump(make.NOW)
        with django_assert_num_queries(4):
            assert client.get("/en/record/days/").status_code == 200
        with django_assert_num_queries(5):
            assert client.get("/en/record/days.ics").status_code == 200
