"""The page behind the link in the mail: opening it changes nothing; yes and no are equal."""

import re
from datetime import timedelta

import pytest

from campaigns.planning import campaigns as planning
from campaigns.signing import signatures, tallies
from campaigns.signing.models import Signature, Tally
from campaigns.supporters.models import Leaving, State, Supporter
from campaigns.supporters.wording import consent_texts
from tests import make
from tests.campaigns.site.cast import address, open_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob)


@pytest.fixture
def signature(letter):
    texts = {text.kind: text.pk for text in consent_texts("en")}
    consents = [texts["counted"], texts["named"]]
    return make.signature(letter, "sam@example.org", now=make.timezone_now(), consents=consents)


@pytest.fixture
def path(signature):
    return address("confirm", make.confirm_token(signature))


def untouched(signature: Signature) -> bool:
    row = Signature.objects.select_related("supporter").get(pk=signature.pk)
    return row.confirmed_on is None and row.supporter.state == State.PENDING


def test_opening_it_any_number_of_times_changes_nothing(client, signature, path):
    pages = [client.get(path).content, client.get(path + "?answer=yes").content, client.head(path).content]
    assert untouched(signature)
    assert pages[0] == pages[1] and b"Did you sign this letter?" in pages[0]


def test_it_says_what_is_to_be_confirmed(client, path):
    page = client.get(path).content.decode()
    for words in ("Sam Signer", "sam@example.org", "Exampleton", "Make an order", "Opening this page has done nothing"):
        assert words in page
    said = dict(re.findall(r"<dt>([^<]+)</dt><dd>(yes|no)</dd>", page))
    assert said["Counted"] == said["Named to the offices addressed"] == "yes"
    assert said["Shown in public"] == said["Passed to a partner"] == "no"


def test_both_answers_weigh_the_same(client, path):
    page = client.get(path).content.decode()
    buttons = re.findall(r'<button class="([^"]+)" type="submit" name="answer" value="(yes|no)"', page)
    assert [value for _css, value in buttons] == ["yes", "no"] and len({css for css, _value in buttons}) == 1


def test_yes_counts_once_and_leads_to_ones_own_page(client, signature, path, letter):
    for _again in range(2):
        answer = client.post(path, {"answer": "yes"})
        assert answer.status_code == 303
        assert answer["Location"] == address("own", make.own_token(signature.supporter))
    assert "You have signed" in client.get(answer["Location"]).content.decode()
    tallies.recount(now=make.timezone_now())
    assert Tally.objects.get(version=letter.current).confirmed == 1


def test_a_confirmed_link_says_so_and_leads_on(client, signature, path):
    client.post(path, {"answer": "yes"})
    page = client.get(path).content.decode()
    assert "You have signed" in page and 'value="no"' not in page
    assert address("own", make.own_token(signature.supporter)) in page


def test_no_erases_at_once(client, signature, path):
    answer = client.post(path, {"answer": "no"})
    assert (answer.status_code, answer["Location"]) == (303, address("gone"))
    assert not Supporter.objects.exists() and not Signature.objects.exists()
    assert not Leaving.objects.exists()  # who never signed has not withdrawn
    assert client.post(path, {"answer": "no"}).status_code == client.get(path).status_code == 404


def test_neither_answer_is_no_answer(client, signature, path):
    for said in ({}, {"answer": "maybe"}, {"answer": "YES"}):
        answer = client.post(path, said)
        assert answer.status_code == 422 and "press one of the two buttons" in answer.content.decode()
    assert untouched(signature)


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_press_the_button(client, signature, path, headers):
    assert client.post(path, {"answer": "yes"}, headers=headers).status_code == 403
    assert untouched(signature)


def test_a_cut_changed_or_foreign_link_leads_nowhere_in_words(client, signature, letter):
    token = make.confirm_token(signature)
    other = make.confirm_token(make.signature(letter, "other@example.org", now=make.timezone_now()))
    wrong = [
        token[:-1],
        token + "A",
        token[:40],
        token.split(".")[0],
        f"{token.split('.')[0]}.{other.split('.')[1]}",
        make.own_token(signature.supporter),
        "a" * 300,
        "%2e%2e",
        "é",
    ]
    for text in wrong:
        for answer in (
            client.get(address("confirm", text)),
            client.post(address("confirm", text), {"answer": "yes"}),
        ):
            assert answer.status_code == 404, text
            assert "This link leads nowhere" in answer.content.decode()
    assert untouched(signature)


def test_a_link_that_was_renewed_is_good_no_more(client, signature, path):
    Supporter.objects.update(generation=2)
    assert client.post(path, {"answer": "yes"}).status_code == 404
    assert untouched(signature)


def test_too_late_is_too_late(client, signature, path):
    late = make.timezone_now().date() - timedelta(days=signatures.CONFIRM_DAYS + 1)
    Signature.objects.update(signed_on=late)
    for answer in (client.get(path), client.post(path, {"answer": "yes"})):
        assert answer.status_code == 410 and "This link is too old" in answer.content.decode()
    assert untouched(signature)
    # Somebody who says that it was not them is erased all the same.
    assert client.post(path, {"answer": "no"}).status_code == 303 and not Supporter.objects.exists()


def test_the_last_day_still_counts(client, signature, path):
    Signature.objects.update(signed_on=make.timezone_now().date() - timedelta(days=signatures.CONFIRM_DAYS))
    assert client.post(path, {"answer": "yes"}).status_code == 303


def test_a_closed_campaign_takes_no_more(client, signature, path, alice):
    planning.close(campaign=signature.supporter.campaign, by=alice, now=make.timezone_now())
    answer = client.post(path, {"answer": "yes"})
    assert answer.status_code == 410 and "Signing is over" in answer.content.decode()
    assert untouched(signature)


def test_a_shredded_campaign_has_no_links(client, signature, path, alice):
    planning.shred(campaign=signature.supporter.campaign, by=alice, now=make.timezone_now())
    assert client.get(path).status_code == 404


def test_it_is_kept_nowhere_and_knows_no_visitor(client, path):
    for answer in (client.get(path), client.post(path, {"answer": "yes"}), client.get(address("confirm", "x"))):
        assert answer["Cache-Control"] == "no-store" and not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
