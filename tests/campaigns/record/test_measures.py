"""The dated log of measures: grouped, filtered, counted from rows, with what hangs on each."""

import re
from typing import Any

import pytest
from django.test import Client

from actors.directory.models import Actor, Person
from actors.positions.models import Position
from actors.sanctions.models import Designation, Effect, Measure
from actors.seed.sheets import Report
from tests import make

LOG = "/en/record/measures/"
ORDER = "us-executive-order-14203"


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def entry(page: str, key: str) -> str:
    return page.split(f'id="{key}"')[1].split("</article>")[0]


def shown(page: str) -> list[str]:
    return re.findall(r'<article class="person measure" id="([^"]+)"', page)


def test_public_measures_stand_by_year_newest_first(client: Client, the_register: Report) -> None:
    page = text(client, LOG)
    rows = Measure.objects.public().order_by("-on", "-pk")
    assert shown(page) == [row.key for row in rows]
    assert re.findall(r'id="y(\d{4})"', page) == sorted({str(row.on.year) for row in rows}, reverse=True)
    hidden = Measure.objects.filter(public=False).values_list("key", flat=True)
    assert hidden and not [key for key in hidden if key in page]


def test_each_has_its_number_of_designations_and_the_way_to_them(client: Client, the_register: Report) -> None:
    page = text(client, LOG)
    number = Designation.objects.public().filter(measure__key=ORDER, person__public=True).count()
    said = entry(page, ORDER)
    assert f"{number} designations under it" in said
    there = text(client, f"/en/record/sanctioned/?measure={ORDER}")
    assert there.count("<tr id=") == number
    Person.objects.filter(key="kimberly-prost").update(public=False)
    assert f"{number - 1} designations under it" in entry(text(client, LOG), ORDER)


def test_each_has_its_positions_and_effects(client: Client, the_register: Report) -> None:
    said = entry(text(client, LOG), ORDER)
    number = Position.objects.public().filter(measure__key=ORDER).count()
    assert f"{number} positions about it" in said
    for effect in Effect.objects.public().filter(measure__key=ORDER):
        assert f"/en/record/rows/effect/{effect.key}/" in said
    Effect.objects.filter(key="prost-whole-world").update(public=False)
    assert "prost-whole-world" not in text(client, LOG)


def test_a_revoked_order_says_so(client: Client, the_register: Report) -> None:
    assert "ended on 1 April 2021" in entry(text(client, LOG), "us-executive-order-13928")


def test_what_rests_on_hidden_measures_is_said(client: Client, the_register: Report) -> None:
    hidden = Designation.objects.public().filter(person__public=True).exclude(measure__public=True).count()
    assert hidden and f"{hidden} designations on record rest on measures" in text(client, LOG)


@pytest.mark.parametrize(
    ("query", "number"),
    [("?by=US", None), ("?kind=order", 2), ("?kind=withdrawal", 2), ("?by=US&kind=order", 2), ("?kind=incident", 0)],
)
def test_filters_narrow(client: Client, the_register: Report, query: str, number: int | None) -> None:
    found = shown(text(client, LOG + query))
    assert len(found) == (Measure.objects.public().count() if number is None else number)


@pytest.mark.parametrize("query", ["?by=FR", "?by=x", "?kind=x"])
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, query: str) -> None:
    assert "Not on this record" in text(client, LOG + query, 404)


def test_any_state_stands_in_the_same_log(client: Client, the_register: Report) -> None:
    values = {"kind": "judgment", "name": "A judgment", "on": "2026-01-05", "confidence": "high"}
    make.fact(Measure(key="xd-judgment", coercing_state=make.state("XD"), source_grade="press", **values))
    page = text(client, LOG)
    assert "Five steps of the United States and of: Exampleland XD are on record." in page
    assert shown(text(client, f"{LOG}?by=XD")) == ["xd-judgment"]
    Actor.objects.filter(key="XD").update(public=False)
    assert "xd-judgment" not in text(client, LOG)


def test_names_follow_the_language(client: Client, the_register: Report) -> None:
    page = text(client, "/fr/record/measures/")
    assert "Décret présidentiel 14203" in page


def test_queries_are_fixed(client: Client, the_register: Report, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(7):
        text(client, LOG)
    row = Measure.objects.get(key=ORDER)
    for number in range(20):
        row.pk, row.key = None, f"m{number}"
        make.fact(row)
    with django_assert_num_queries(7):
        text(client, f"{LOG}?by=US")


def test_what_nobody_has_checked_hangs_on_no_measure(client: Client, the_register: Report) -> None:
    """Under which measure somebody was designated can be unchecked: neither the log, a filter nor a link tells it."""
    mine = Designation.objects.public().filter(measure__key=ORDER, person__public=True)
    number, effect = mine.count(), Effect.objects.public().filter(measure__key=ORDER).order_by("pk")[0]
    doubted = mine.order_by("pk")[0]
    make.change(Designation.objects.filter(pk=doubted.pk), unchecked="measure")
    make.change(Effect.objects.filter(pk=effect.pk), unchecked="measure")
    said = entry(text(client, LOG), ORDER)
    assert f"{number - 1} designations under it" in said and f"/rows/effect/{effect.key}/" not in said
    assert text(client, f"/en/record/sanctioned/?measure={ORDER}").count("<tr id=") == number - 1
    for path in (f"sanctioned/{doubted.person.key}/", f"rows/effect/{effect.key}/"):
        assert f"#{ORDER}" not in text(client, f"/en/record/{path}"), path


def test_a_filter_does_not_tell_an_unchecked_kind(client: Client, the_register: Report) -> None:
    row = Measure.objects.public().order_by("pk")[0]
    there = [f"/data/v1/measures.json?kind={row.kind}", f"{LOG}?kind={row.kind}"]
    assert all(row.key in b"".join(_pieces(client.get(path))).decode() for path in there)
    make.change(Measure.objects.filter(pk=row.pk), unchecked="kind")
    assert not any(f'"{row.key}"' in b"".join(_pieces(client.get(path))).decode() for path in there)


def _pieces(response: Any) -> Any:
    return response.streaming_content if response.streaming else [response.content]
