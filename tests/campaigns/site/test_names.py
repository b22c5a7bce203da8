"""The page of public names: the same for everybody; “this is not me”; the link that takes a name off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.letters.models import Letter
from campaigns.signing import lists
from campaigns.signing.models import ListedName
from foundation.web.pages import forget_pages
from tests import make
from tests.campaigns.signing.crowd import crowd
from tests.campaigns.site.cast import address, follow, form, number_in, open_letter, sign_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob) -> Letter:
    return open_letter(alice, bob)


@pytest.fixture
def full(letter, alice) -> Letter:
    make.state("CA")
    crowd(letter, 30, by=alice, country="CA", profession="lawyer")
    lists.release(letter=letter, now=timezone.now())
    return letter


def where(letter, name="names", language="en", *more):
    return address(name, letter.campaign.code, letter.key, *more, language=language)


def a_name(letter) -> str:
    return lists.names(letter.listed_names.order_by("pk")[:1], letter.campaign)[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_the_same_for_everybody_and_for_no_search_engine(client, as_alice, full, language):
    answer = client.get(where(full, language=language))
    assert answer.status_code == 200 and answer["Cache-Control"].startswith("public")
    assert answer["X-Robots-Tag"] == "noindex" and 'name="robots" content="noindex"' in answer.text
    assert as_alice.get(where(full, language=language)).content == answer.content
    assert answer.text.count('name="name" value=') == 30 and not answer.cookies


def test_it_says_counts_in_tens_and_no_time_and_no_code(client, full):
    page = client.get(where(full)).text
    assert "30 people stand here by name" in page and "Exampleland CA" in page and "30 or more" in page
    for row in ListedName.objects.all():
        assert row.code not in page and row.signature.code not in page and row.signature.supporter.code not in page


def test_an_empty_list_says_why(client, letter, alice):
    crowd(letter, 19, by=alice)
    lists.release(letter=letter, now=timezone.now())
    page = client.get(where(letter)).text
    assert "Nobody stands here by name yet" in page and "at least 20 people" in page
    assert client.get(where(letter, "names_page", "en", 2)).status_code == 404


def test_below_ten_the_page_shows_nobody(client, full):
    for row in full.listed_names.all()[:21]:
        lists.take_off(row=row, now=make.NOW)
    assert "Nobody stands here by name yet" in client.get(where(full)).text


def test_names_are_words_and_never_markup(client, full, alice):
    crowd(full, 20, by=alice, prefix='<script>alert(1)</script>" onload="x')
    lists.release(letter=full, now=timezone.now() + timezone.timedelta(days=1))
    forget_pages()
    page = client.get(where(full)).text
    assert "&lt;script&gt;" in page and "<script>alert" not in page and '" onload="' not in page


def test_its_statements_do_not_grow(client, full, alice):
    counts = []
    for day in (0, 1):
        if day:
            crowd(full, 150, by=alice)
            lists.release(letter=full, now=timezone.now() + timezone.timedelta(days=day))
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            client.get(where(full))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("page", ["letter", "campaign"])
def test_letter_and_campaign_lead_there(client, letter, page):
    path = (
        where(letter) if page == "names" else address(page, letter.campaign.code, *([letter.key] * (page == "letter")))
    )
    assert where(letter) in client.get(path).text


# --- this is not me -----------------------------------------------------------------------------
def test_a_button_of_the_list_asks_first(client, full):
    name = a_name(full)
    answer = client.post(where(full, "not_me"), {"name": name})
    assert answer.status_code == 200 and f'value="{name}"' in answer.text
    assert full.listed_names.public().count() == 30


def test_the_second_press_hides_it_and_says_the_same_to_everybody(client, full):
    answers = set()
    for name in (a_name(full), "Nobody Here", "Somebody Else"):
        page = client.get(where(full, "not_me"))
        answer = client.post(where(full, "not_me"), {"name": name, "number": number_in(page.content)})
        answers.add((answer.status_code, answer["Location"], answer.content))
    assert len(answers) == 1 and answers.pop()[0] == 303
    assert full.listed_names.public().count() == 29


def test_a_network_reports_few(client, full):
    codes = []
    for _each in range(6):
        number = number_in(client.get(where(full, "not_me")).content)
        codes.append(client.post(where(full, "not_me"), {"name": "Nobody Here", "number": number}))
    assert [one.status_code for one in codes] == [303] * 5 + [429] and codes[-1]["Retry-After"]


@pytest.mark.parametrize("sent", [{}, {"name": ""}, {"name": "x\ny"}, {"number": "made up", "name": "Sam"}])
def test_what_is_no_form_does_nothing(client, full, sent):
    assert client.post(where(full, "not_me"), sent).status_code in {200, 422}
    assert full.listed_names.public().count() == 30


def test_not_me_is_asked_from_here_only(client, full):
    answer = client.post(where(full, "not_me"), {"name": "x"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


# --- the lasting link ---------------------------------------------------------------------------
def test_opening_the_link_changes_nothing_and_one_button_takes_the_name_off(client, full):
    row = full.listed_names.order_by("pk")[0]
    path = follow(client, "listed", lists.token(row))
    for _look in range(2):
        page = client.get(path)
        assert page.status_code == 200 and a_name(full) in page.text and page["Cache-Control"] == "no-store"
    assert full.listed_names.public().count() == 30
    assert client.post(path, {"answer": "off"}).status_code == 303
    assert client.get(path).status_code == 404 and full.listed_names.public().count() == 29


def test_it_stays_when_the_person_says_so(client, full):
    row = full.listed_names.order_by("pk")[0]
    path = follow(client, "listed", lists.token(row))
    assert client.post(path, {"answer": "perhaps"}).status_code == 422
    assert client.post(path, {"answer": "stay"}).status_code == 303
    assert "you chose that it stays" in client.get(path).text


# --- in which form ------------------------------------------------------------------------------
def test_the_form_of_the_name_is_sealed(client, letter):
    from tests.campaigns.site.test_sign import sealed

    path = sign_page(letter)
    assert client.post(path, form(client, path, shown="on", shown_as="initials")).status_code == 303
    assert sealed(letter)["details"]["shown_as"] == "initials"


def test_who_is_shown_says_in_which_form(client, letter):
    path = sign_page(letter)
    answer = client.post(path, form(client, path, shown="on"))
    assert answer.status_code == 422 and "choose in which form you are shown" in answer.text
    assert "checked" not in client.get(path).text.split("shown_as")[1].split(">")[0]


def test_without_a_name_needs_country_and_profession(client, alice, bob):
    letter = open_letter(alice, bob, asks_profession=True)
    path = sign_page(letter)
    answer = client.post(
        path, form(client, path, shown="on", shown_as="profession", country=letter.targets.get().office.actor.key)
    )
    assert answer.status_code == 422 and "choose your country and your profession" in answer.text
    state = letter.targets.get().office.actor.key
    good = form(client, path, shown="on", shown_as="profession", country=state, profession="lawyer")
    assert client.post(path, good).status_code == 303


def test_a_campaign_that_does_not_ask_for_them_offers_names_only(client, letter):
    path = sign_page(letter)
    assert 'value="initials"' in client.get(path).text and 'value="profession"' not in client.get(path).text
    assert client.post(path, form(client, path, shown="on", shown_as="profession")).status_code == 422


def test_an_office_of_a_state_that_acts_against_the_court_is_said_to_get_the_number_only(client, alice, bob):
    """Whatever was set when it was added: what the form says of an office is what ``named_to`` does."""
    offices = [make.office(actor="XA"), make.office(actor="XS")]
    now = timezone.now()
    letter = make.letter(make.campaign(alice, now=now), bob, alice, offices=offices, now=now)
    acting = letter.targets.get(office=offices[1])
    assert f'name="strike_{acting.code}"' in client.get(sign_page(letter)).text
    make.listed(by="XS")
    page = client.get(sign_page(letter)).text
    assert f'name="strike_{acting.code}"' not in page
    assert "Exampleland XS" in page.split("Told the number only, never a name:")[1].split("</p>")[0]
