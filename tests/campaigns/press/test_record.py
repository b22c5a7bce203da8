"""The record for the press: the finding, figures that equal their rows, files, quotations, previews of links."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from defusedxml import ElementTree
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from actors.directory.models import Actor
from actors.positions.models import Position
from actors.sanctions.models import Designation
from actors.seed.register import Report
from campaigns.press import cards, drawing, figures, pages
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def figure(name: str, on: date = TODAY, about: str = "US") -> figures.Figure:
    state, default = pages.coercing(about)
    return figures.FIGURES[name](figures.table(state, on, default))


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_it_says_the_finding_and_has_three_figures_with_their_rows(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/press/")
    assert "At least two States Parties are on record" in page
    for name in figures.FIGURES:
        assert f'id="figure-{name}"' in page
        for kind in ("svg", "png"):
            assert reverse("press:figure", args=["US", name, kind]) in page
    assert page.count("<blockquote") >= 3


def test_standing_counts_every_party_once(the_register: Report) -> None:
    with override("en"):
        rows = figure("standing").rows
    assert sum(row.value for row in rows) == 125
    assert all(row.address.startswith("/en/record/?among=parties&stance=") for row in rows)


def test_each_number_of_standing_is_that_of_the_table_it_leads_to(client: Client, the_register: Report) -> None:
    with override("en"):
        rows = [row for row in figure("standing").rows if row.value]
    assert len(rows) > 3
    for row in rows:
        shown = re.search(r"<b>(\d+) of \d+ States?\.", text(client, row.address.partition("#")[0]))
        # A state that is being checked may stand under a rank as well: the list shows those too.
        assert shown and int(shown[1]) >= row.value


def test_calls_rise_only_with_rows(the_register: Report) -> None:
    with override("en"):
        before = figure("calls")
        assert [row.value for row in before.rows] == sorted(row.value for row in before.rows)
        like = Position.objects.get(key="FR-2025-08-20-us")
        row = make.fact(
            Position(
                key="JO-call", actor=make.state("JO"), on=date(2026, 3, 1), coercing_state=like.coercing_state,
                stance=like.stance, calls_for_lifting=True, names_sanctions=True, actor_as_named="Jordan",
                measure_text="sanctions", confidence="high", source_grade="first_hand",
            )
        )  # fmt: skip
        after = figure("calls")
        assert after.rows[-1].value == before.rows[-1].value + 1
        assert figure("calls", date(2026, 2, 28)).rows == figure("calls", date(2026, 2, 27)).rows
        row.public = False
        row.save(update_fields=["public"])
        assert figure("calls") == before


def test_listed_equals_the_designations(the_register: Report) -> None:
    found = Designation.objects.filter(public=True, coercing_state__key="US", on__lte=TODAY, person__public=True)
    holds = [row for row in found if row.until_on is None or row.until_on > TODAY]
    with override("en"):
        said = figure("listed")
    assert sum(row.value for row in said.rows) == len({row.person_id for row in holds})
    assert said.picture.title.startswith(str(len({row.person_id for row in holds})))


@pytest.mark.parametrize("name", list(figures.FIGURES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_figure_is_a_file_that_asks_nobody(client: Client, the_register: Report, name: str, language: str) -> None:
    svg = client.get(f"/{language}/record/press/US/{name}.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(svg.content)
    assert root.tag.endswith("svg")
    words = svg.content.decode()
    assert "<script" not in words and "<text" not in words and "@import" not in words
    assert not re.search(r'href="(?!#)', words)
    png = client.get(f"/{language}/record/press/US/{name}.png")
    assert png["Content-Type"] == "image/png" and png.content.startswith(b"\x89PNG")
    again = client.get(f"/{language}/record/press/US/{name}.png", headers={"if-none-match": png["ETag"]})
    assert again.status_code == 304


def test_the_same_words_give_the_same_bytes() -> None:
    picture = drawing.Picture("en", "A title", "", "Source", bars=[drawing.Bar("One", 1, "#17617f")])
    assert drawing.draw(picture, "png") == drawing.draw(picture, "png")
    assert drawing.draw(picture, "svg") != drawing.draw(drawing.Picture("en", "B", "", "Source"), "svg")


def test_words_are_never_read_as_markup() -> None:
    """A name that would be code in the setter's language is set as it stands."""
    hostile = ['#panic("x")', "$ x $", "*bold* _it_ `raw`", '#read("figure.typ")', "\\u{0}", "]] #let x = 1"]
    for words in hostile:
        card = drawing.Card("en", words, words, words, words)
        assert drawing.draw_card(card).startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["press/XX/standing.svg", "press/US/none.svg", "press/US/standing.gif"])
def test_what_is_no_figure_is_not_found(client: Client, the_register: Report, path: str) -> None:
    assert client.get(f"/en/record/{path}").status_code == 404


def test_a_register_without_measures_has_no_press_page(client: Client, the_register: Report) -> None:
    Designation.objects.update(public=False)
    assert client.get("/en/record/press/").status_code == 404
    assert client.get("/en/record/card.png").status_code == 200


@pytest.mark.parametrize("path", ["card.png", "cards/FR.png", "cards/US.png", "cards/EU.png"])
def test_a_card_is_of_the_size_that_previews_want(client: Client, the_register: Report, path: str) -> None:
    content = client.get(f"/en/record/{path}").content
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == (1200, 630)


def test_a_person_under_a_measure_has_a_card_and_nobody_else(client: Client, the_register: Report) -> None:
    row = Designation.objects.filter(public=True, person__public=True).first()
    assert row is not None
    assert client.get(f"/en/record/sanctioned/{row.person.key}/card.png").status_code == 200
    assert client.get("/en/record/sanctioned/nobody/card.png").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_what_its_preview_shows(client: Client, the_register: Report, language: str) -> None:
    page = text(client, f"/{language}/record/FR/")
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert said["title"] == "France"
    assert said["image"].endswith(f"/{language}/record/cards/FR.png")
    assert said["url"].endswith(f"/{language}/record/FR/")
    described = re.search(r'<meta name="description" content="([^"]*)"', page)
    assert described and said["description"] == described[1]


@pytest.mark.parametrize(
    ("path", "anew", "unchanged"),
    [("press/", 16, 2), ("press/US/calls.svg", 9, 1), ("card.png", 11, 1), ("cards/FR.png", 7, 1)],
)
def test_queries_are_fixed(
    client: Client, the_register: Report, django_assert_num_queries: Any, path: str, anew: int, unchanged: int
) -> None:
    with django_assert_num_queries(anew):
        first = client.get(f"/en/record/{path}")
    with django_assert_num_queries(unchanged):
        assert client.get(f"/en/record/{path}", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_pictures_are_drawn_one_at_a_time() -> None:
    """Threads that ask for pictures at the same moment all get theirs, and nobody gets another's."""
    made = [drawing.Card("en", "kicker", f"Title {number}", "foot") for number in range(4)]
    alone = [drawing.draw_card(one) for one in made]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(drawing.draw_card, made * 6))
    assert together == alone * 6


@pytest.mark.parametrize(
    "path", ["card.png", "cards/FR.png", "sanctioned/kimberly-prost/card.png", "press/US/calls.svg"]
)
def test_a_made_up_query_draws_nothing(
    client: Client, the_register: Report, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(drawing, "_set", lambda *said: pytest.fail("drawn"))
    answer = client.get(f"/en/record/{path}?x=1")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/record/{path}")


def test_a_card_names_no_state_that_is_hidden(the_register: Report) -> None:
    with override("en"):
        assert "United States" in cards.of_person("kimberly-prost", TODAY).lead
        Actor.objects.filter(key="US").update(public=False)
        with pytest.raises(Http404):
            cards.of_person("kimberly-prost", TODAY)
