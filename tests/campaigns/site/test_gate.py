"""A campaign made with or for somebody under a measure: a page for each situation, closed to those it reaches (R17)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.planning import safeguards
from campaigns.planning.models import RiskAdvice
from campaigns.signing import signatures
from campaigns.signing.models import Intake, Signature
from campaigns.supporters.models import Supporter
from foundation.vault import keys, seals
from tests import make
from tests.campaigns.site.cast import address, form, open_letter, sign_page

pytestmark = pytest.mark.django_db
CLOSED = "You cannot sign this letter for now"
OWN = "this letter is made with or for somebody it has designated"


@pytest.fixture
def marked(alice, bob):
    row = open_letter(alice, bob)
    safeguards.mark_designated(campaign=row.campaign, by=alice, now=make.timezone_now())
    return row


def page_of(letter, situation: str, language: str = "en") -> str:
    return address("sign_as", letter.campaign.code, letter.key, situation, language=language)


def opened(letter, alice) -> None:
    safeguards.open_to_all(
        campaign=letter.campaign, reviewer="Lea Lawyer", advice="Covered.", by=alice, now=make.timezone_now()
    )


def test_it_asks_for_the_situation_by_links_and_has_no_form(client, marked):
    page = client.get(sign_page(marked)).content.decode()
    assert "which of these is your situation?" in page
    assert 'name="name"' not in page and "<form" not in page.partition("<main")[2].partition("</main")[0]
    for situation in ("us-person", "us-visa", "elsewhere"):
        assert f'href="{page_of(marked, situation)}"' in page


@pytest.mark.parametrize("situation", safeguards.PERSON_SITUATIONS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_those_it_reaches_read_their_own_text_and_find_no_form(client, marked, situation, language):
    answer = client.get(page_of(marked, situation, language))
    page = answer.content.decode()
    own = RiskAdvice.objects.get(situation=f"{situation}-designated", language=language)
    assert answer.status_code == 200 and own.advice in page
    assert 'name="name"' not in page
    assert CLOSED in page or language == "fr"


def test_everybody_else_signs_on_their_own_page(client, marked):
    path = page_of(marked, "elsewhere")
    page = client.get(path).content.decode()
    assert 'id="situation-us-person"' not in page and 'id="situation-public-official"' in page
    assert client.post(path, form(client, path)).status_code == 303
    signatures.take_in(now=make.timezone_now())
    assert Signature.objects.count() == 1


def test_no_form_of_another_page_gets_in(client, marked, alice):
    """Neither to a closed page, nor to the plain one, nor with the number of the page of another situation."""
    filled = form(client, page_of(marked, "elsewhere"))
    for path in (sign_page(marked), page_of(marked, "us-person"), page_of(marked, "us-visa")):
        assert client.post(path, filled).status_code == 422
    opened(marked, alice)
    answer = client.post(page_of(marked, "us-person"), filled)
    assert answer.status_code == 422 and "open for too long" in answer.content.decode()
    assert not Intake.objects.exists()


def test_a_legal_reviewer_opens_it_and_the_text_stays(client, marked, alice):
    path = page_of(marked, "us-person")
    assert CLOSED in client.get(path).content.decode()
    opened(marked, alice)
    page = client.get(path).content.decode()
    assert CLOSED not in page and OWN in page and page.index(OWN) < page.index('name="name"')
    before = form(client, path)
    assert client.post(path, before).status_code == 303
    # Closed again between the page and the button: nothing is taken in.
    late = form(client, path, email="late@example.org")
    safeguards.close_again(campaign=marked.campaign, by=alice, now=make.timezone_now())
    answer = client.post(path, late)
    assert answer.status_code == 422 and CLOSED in answer.content.decode()
    assert Intake.objects.count() == 1


def test_without_its_own_text_in_a_language_it_stays_closed(client, marked, alice):
    opened(marked, alice)
    RiskAdvice.objects.filter(situation="us-person-designated", language="fr").delete()
    assert 'name="name"' not in client.get(page_of(marked, "us-person", "fr")).content.decode()
    assert 'name="name"' in client.get(page_of(marked, "us-person", "en")).content.decode()


def test_which_page_it_was_is_stored_nowhere(client, marked, alice):
    """Signed from the page of the reached and from the other: sealed content, rows and work are of one shape."""
    opened(marked, alice)
    shapes: list[Any] = []
    for situation, email in (("us-person", "a@example.org"), ("elsewhere", "b@example.org")):
        path = page_of(marked, situation)
        filled = form(client, path, email=email)
        with CaptureQueriesContext(connection) as asked:
            client.post(path, filled)
        row = Intake.objects.get()
        content = seals.unseal(keys.open_scope(marked.campaign.scope), row.code, row.sealed)
        content["details"]["email"] = ""
        shapes.append((content, [query["sql"].split()[0] for query in asked]))
        columns = " ".join(str(value) for name, value in vars(row).items() if name != "sealed")
        assert not re.search(r"us-person|us-visa|elsewhere|situation", columns + str(content))
        signatures.take_in(now=make.timezone_now())
    assert shapes[0] == shapes[1]
    assert {row.tag == "" for row in Supporter.objects.all()} == {False}


def test_control_the_same_words_would_be_seen(client, marked):
    path = page_of(marked, "elsewhere")
    client.post(path, form(client, path, town="us-person"))
    row = Intake.objects.get()
    content = seals.unseal(keys.open_scope(marked.campaign.scope), row.code, row.sealed)
    assert re.search(r"us-person", str(content))


def test_other_campaigns_have_no_such_pages(client, alice, bob):
    plain = open_letter(alice, bob)
    for situation in ("us-person", "elsewhere", "none"):
        assert client.get(page_of(plain, situation)).status_code == 404
        assert client.post(page_of(plain, situation), {"name": "x"}).status_code == 404
    assert 'name="name"' in client.get(sign_page(plain)).content.decode()
    assert OWN not in client.get(sign_page(plain)).content.decode()


def test_a_situation_nobody_wrote_down_is_not_found(client, marked):
    assert client.get(page_of(marked, "anything")).status_code == 404
