"""A new measure: signing waits for those whose advice is being reviewed, page by page, and goes on for the rest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.planning import advice
from campaigns.planning.models import PrivacyNotice, RiskAdvice
from campaigns.signing.models import Intake
from campaigns.supporters.models import ConsentText
from tests.campaigns.planning.test_advice import measure
from tests.campaigns.site.cast import address, form, open_letter, sign_page

pytestmark = pytest.mark.django_db
CLOSED = "You cannot sign this letter for now"


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob)


@pytest.fixture
def paused(letter):
    RiskAdvice.objects.update(as_of=timezone.now().date() - timedelta(days=9))
    measure(on=timezone.now().date())
    advice.pause_due(now=timezone.now())
    return letter


def page_of(letter, situation, language="en"):
    return address("sign_as", letter.campaign.code, letter.key, situation, language=language)


def test_one_has_to_choose_and_the_plain_page_has_no_form(client, paused):
    page = client.get(sign_page(paused)).text
    assert "There is a new measure" in page and 'name="email"' not in page
    for situation in ("us-person", "us-visa", "court-lawyer", "elsewhere"):
        assert f'href="{page_of(paused, situation)}"' in page


@pytest.mark.parametrize("situation", ["us-person", "us-visa", "court-lawyer"])
def test_whom_it_concerns_reads_why_and_cannot_sign(client, paused, situation):
    page = client.get(page_of(paused, situation)).text
    assert CLOSED in page and "Order new" in page and 'name="email"' not in page


def test_everybody_else_signs(client, paused):
    path = page_of(paused, "elsewhere")
    page = client.get(path).text
    assert 'id="situation-us-person"' not in page and 'id="situation-public-official"' in page
    assert client.post(path, form(client, path)).status_code == 303


def test_a_form_that_was_open_before_the_measure_gets_nowhere(client, letter):
    """Control: the same form is taken while nothing is paused."""
    path = sign_page(letter)
    early, filled = form(client, path, email="early@example.org"), form(client, path)
    assert client.post(path, early).status_code == 303
    RiskAdvice.objects.update(as_of=timezone.now().date() - timedelta(days=9))
    measure(on=timezone.now().date())
    advice.pause_due(now=timezone.now())
    before = Intake.objects.count()
    for where in (path, page_of(letter, "us-person"), page_of(letter, "elsewhere")):
        assert client.post(where, filled).status_code == 422
    assert Intake.objects.count() == before


def test_when_it_is_confirmed_everybody_signs_as_before(client, paused, bob):
    for situation in ("us-person", "us-visa", "court-lawyer"):
        advice.confirm(campaign=paused.campaign, situation=situation, by=bob, now=timezone.now())
    path = sign_page(paused)
    assert client.post(path, form(client, path)).status_code == 303
    assert client.get(page_of(paused, "us-person")).status_code == 404


def test_the_pause_costs_a_sending_no_statement(client, letter):
    counts = []
    for path in (sign_page(letter), None):
        if path is None:
            RiskAdvice.objects.update(as_of=timezone.now().date() - timedelta(days=9))
            measure(on=timezone.now().date())
            advice.pause_due(now=timezone.now())
            path = page_of(letter, "elsewhere")
        filled = form(client, path)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(path, filled).status_code == 303
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- in which languages a letter can be signed (R8) ---------------------------------------------
@pytest.mark.parametrize(
    "gone",
    [
        lambda: PrivacyNotice.objects.filter(language="fr").delete(),
        lambda: ConsentText.objects.filter(language="fr", kind="counted").delete(),
        lambda: RiskAdvice.objects.filter(language="fr", situation="public-official").delete(),
    ],
)
def test_a_letter_is_signed_in_no_language_in_which_a_text_is_missing(client, letter, gone):
    filled = form(client, sign_page(letter, "fr"))
    gone()
    answer = client.get(sign_page(letter, "fr"))
    assert answer.status_code == 410 and sign_page(letter) in answer.text
    assert client.post(sign_page(letter, "fr"), filled).status_code == 410
    assert client.get(sign_page(letter)).status_code == 200
    assert not Intake.objects.exists()


# --- the desk -----------------------------------------------------------------------------------
def test_the_desk_says_what_waits_and_a_campaigner_confirms(as_bob, as_vera, paused):
    code = paused.campaign.code
    assert "signing waits for people in 3 situations" in as_bob.get(f"/en/desk/c/{code}/").text
    page = as_bob.get(f"/en/desk/c/{code}/advice/").text
    assert "The advice for 3 situations is to be reviewed" in page and "Order new" in page
    assert as_vera.post(f"/en/desk/c/{code}/advice/us-person/confirm/").status_code == 403
    answer = as_bob.post(f"/en/desk/c/{code}/advice/us-person/confirm/", follow=True)
    assert "The advice for 2 situations is to be reviewed" in answer.text


def test_a_campaigner_writes_a_new_version(as_bob, client, letter):
    path = f"/en/desk/c/{letter.campaign.code}/advice/us-visa/write/"
    assert "Nothing was saved" in as_bob.post(path, {"us-visa-label_en": "x"}, follow=True).text
    sent = {
        "label_en": "I want a visa",
        "advice_en": "Be <b>counted</b>.",
        "label_fr": "Un visa",
        "advice_fr": "Soyez.",
    }
    sent |= {"rests_on": "Section 4", "review_by": "2027-05-01"}
    answer = as_bob.post(path, {f"us-visa-{name}": value for name, value in sent.items()}, follow=True)
    assert "is in force from now on" in answer.text
    page = client.get(sign_page(letter)).text
    assert "I want a visa" in page and "Be &lt;b&gt;counted&lt;/b&gt;." in page
