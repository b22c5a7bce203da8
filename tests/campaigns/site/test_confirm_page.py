"""The page behind the link in the mail: opening it changes nothing; yes and no are equal."""

import re
from datetime import timedelta

import pytest

from campaigns.planning import campaigns as planning
from campaigns.signing import codes, signatures, tallies
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Leaving, State, Supporter
from campaigns.supporters.wording import consent_texts
from foundation.outbox import caps
from foundation.outbox.models import Suppressed
from foundation.vault import keys
from tests import make
from tests.campaigns.site.cast import address, follow, open_letter

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
def path(client, signature):
    return follow(client, "confirm", make.confirm_token(signature))


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
        assert answer["Location"] == address("own")
    assert "You have signed" in client.get(answer["Location"]).content.decode()
    tallies.recount(now=make.timezone_now())
    assert Tally.objects.get(version=letter.current).number == 1


def test_a_confirmed_link_says_so_and_leads_on(client, signature, path):
    client.post(path, {"answer": "yes"})
    page = client.get(path).content.decode()
    assert "You have signed" in page and 'value="no"' not in page
    own = client.post(address("own"), {"link": make.own_token(signature.supporter)}, follow=True)
    assert make.own_token(signature.supporter) in page and "sam@example.org" in own.content.decode()


def test_no_erases_at_once(client, signature, path):
    answer = client.post(path, {"answer": "no"})
    assert (answer.status_code, answer["Location"]) == (303, address("gone"))
    assert not Supporter.objects.exists() and not Signature.objects.exists()
    assert not Leaving.objects.exists()  # who never signed has not withdrawn
    assert client.post(path, {"answer": "no"}).status_code == client.get(path).status_code == 404


def test_neither_answer_is_no_answer(client, signature, path):
    for said in ({"answer": ""}, {"answer": "maybe"}, {"answer": "YES"}):
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
        client.cookies.clear()
        asked = client.get(address("confirm_link", text), follow=True)
        for answer in (asked, client.post(address("confirm"), {"answer": "yes"})):
            assert answer.status_code == 404, text
        assert "This link leads nowhere" in asked.content.decode(), text
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


def test_it_is_kept_nowhere(client, path):
    for answer in (client.get(path), client.post(path, {"answer": "yes"}), client.get(address("confirm_link", "x"))):
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"


def test_the_token_leaves_the_address_for_a_short_cookie_of_these_pages_alone(client, signature, settings):
    settings.SECURE = True
    token = make.confirm_token(signature)
    answer = client.get(address("confirm_link", token))
    assert (answer.status_code, answer["Location"]) == (303, address("confirm"))
    assert {name: morsel["path"] for name, morsel in answer.cookies.items()} == {
        "__Secure-confirm-en": "/en/s/",
        "__Secure-confirm-fr": "/fr/s/",
    }
    for morsel in answer.cookies.values():
        assert morsel.value == token and morsel["max-age"] == 15 * 60
        assert morsel["httponly"] and morsel["secure"] and morsel["samesite"] == "Lax"
    assert "Sam Signer" in client.get(address("confirm", language="fr")).content.decode()


def test_without_cookies_the_link_is_pasted_and_the_pages_come_as_answers(client, signature):
    """Nothing but forms, each with the token in it, from the link to the erasure."""

    def fresh(name: str, **form: str) -> str:
        client.cookies.clear()
        answer = client.post(address(name), form)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    lost = client.get(address("confirm"))
    assert lost.status_code == 404 and 'name="link"' in lost.content.decode()
    assert "keeps no cookie" in lost.content.decode()
    token, own = make.confirm_token(signature), make.own_token(signature.supporter)
    pasted = fresh("confirm", link=f" http://testserver{address('confirm_link', token)} ")
    assert "Did you sign this letter?" in pasted and f'value="{token}"' in pasted and untouched(signature)
    page = fresh("confirm", link=token, answer="yes")
    assert "You have signed" in page and f'value="{own}"' in page
    assert "Withdraw, and be erased?" in fresh("leave", link=own)
    client.cookies.clear()
    assert client.post(address("mine"), {"link": own}).json()["email"] == "sam@example.org"
    assert "It is erased" in fresh("leave", link=own, leave="yes") and not Supporter.objects.exists()


def test_two_windows_two_letters_each_button_answers_what_its_page_showed(client, path, signature, letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other", now=make.timezone_now())
    second = make.signature(other, "sam@example.org", now=make.timezone_now())
    token = re.search(r'name="link" value="([^"]+)"', client.get(path).content.decode())[1]
    follow(client, "confirm", make.confirm_token(second))  # the cookie is the second letter's now
    client.post(path, {"answer": "no", "link": token})
    assert list(Signature.objects.all()) == [second]


def test_both_buttons_lead_to_a_code_which_decides(client, path, signature, settings):
    settings.CONFIRM_WAIT = 600
    for said in ("yes", "no"):
        client.post(path, {"answer": said})
    page = client.get(path).content.decode()
    assert "Type the code from your mail" in page and untouched(signature)
    for typed in ({}, {"code": "x"}):
        answer = client.post(path, {"answer": "yes", **typed})
        assert answer.status_code == 422 and "This is not the code" in answer.content.decode()
    row = Signature.objects.select_related("doubt", "supporter__campaign").get()
    right = codes.code(row.doubt, keys.open_scope(row.supporter.campaign.scope))
    assert right not in page
    assert client.post(path, {"answer": "yes", "code": right})["Location"] == address("own")
    assert Signature.objects.get().confirmed_on


def test_within_the_minutes_each_answer_can_be_taken_back(client, path, signature, settings):
    settings.CONFIRM_WAIT = 600
    page = client.get(path).content.decode()
    assert "You are counted 10 minutes later." in page and "erased 10 minutes later" in page
    client.post(path, {"answer": "no"})
    page = client.get(path).content.decode()
    assert "You said that it was not you" in page and 'value="yes"' in page and "Never mail me again" in page
    client.post(path, {"answer": "yes"})
    assert Signature.objects.get().is_doubted


def test_the_yes_is_shown_at_once_though_it_counts_later(client, path, signature, settings):
    settings.CONFIRM_WAIT = 600
    own = client.get(client.post(path, {"answer": "yes"})["Location"]).content.decode()
    assert "You have signed" in own and "Tell three colleagues" in own and untouched(signature)
    assert 'value="no"' in client.get(path).content.decode()


@pytest.mark.parametrize("where", ["here", "everywhere"])
def test_who_refused_can_ask_for_quiet(client, path, letter, where):
    client.post(path, {"answer": "no"})
    page = client.get(address("gone")).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    client.cookies.clear()
    answer = client.post(address("quiet"), {"ticket": ticket, "where": where})
    assert (answer.status_code, answer["Location"]) == (303, address("quiet"))
    scope = letter.campaign.scope if where == "here" else ""
    key = caps.mail_key(make.timezone_now())
    assert [row.tag for row in Suppressed.objects.all()] == [caps.tag(key, "Sam@example.org", scope)]
    assert client.post(address("quiet"), {"ticket": ticket[:-1]}).status_code == 404
