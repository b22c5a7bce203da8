"""The supporter's own page: everything we hold, to see, to take away and to erase, by whoever has the link."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.reminders.models import NoReminder
from campaigns.signing import signatures
from campaigns.supporters import people
from campaigns.supporters.models import Consent, ConsentText, Leaving, Strike, Supporter
from campaigns.supporters.wording import consent_texts
from foundation.outbox import caps, post
from foundation.outbox.models import State
from foundation.vault import keys
from tests import make
from tests.campaigns.site.cast import address, follow, number_in, open_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob)


@pytest.fixture
def supporter(letter, charlie):
    texts = {text.kind: text.pk for text in consent_texts("en")}
    row = make.signature(
        letter,
        "sam@example.org",
        confirmed=True,
        now=make.timezone_now(),
        consents=[texts["counted"], texts["named"], texts["partner"]],
        partners=[charlie.memberships.get().organisation_id],
        struck=[letter.targets.get().code],
        details={"name": "Sam Signer", "email": "sam@example.org", "town": "Exampleton", "note": "Go <on>"},
    )
    return row.supporter


@pytest.fixture
def token(client, supporter):
    """The token of the link in every mail, which this browser has opened."""
    made = make.own_token(supporter)
    follow(client, "own", made)
    return made


def test_it_shows_everything_with_the_words_agreed_to(client, token, letter):
    page = client.get(address("own")).content.decode()
    for words in ("You have signed", "Sam Signer", "sam@example.org", "Exampleton", "Go &lt;on&gt;", "Make an order"):
        assert words in page
    for row in Consent.objects.select_related("text"):
        assert row.text.text in page
    assert "Elsewhere" in page and Strike.objects.get().target.office.actor.name in page
    assert address("mine") in page and address("leave") in page


def test_it_gives_a_text_to_pass_on_that_names_nobody(client, token, letter):
    page = client.get(address("own")).content.decode()
    text = page.split("<textarea")[1].split("</textarea>")[0]
    assert f"http://testserver{address('campaign', letter.campaign.code)}" in text
    assert "Sam" not in text and token not in text
    shared = re.findall(r'href="(https://[^"]+)" rel="noreferrer external"', page)
    assert len(shared) == 2 and not any("Sam" in link or token in link for link in shared)
    mailto = re.search(r'href="(mailto:[^"]+)"', page)
    assert mailto is not None and token not in mailto[1]


def test_before_the_yes_it_says_that_nothing_counts(client, letter):
    row = make.signature(letter, "new@example.org", now=make.timezone_now())
    page = client.get(follow(client, "own", make.own_token(row.supporter))).content.decode()
    assert "You have not confirmed yet" in page and "Tell three colleagues" not in page
    answer = client.post(address("confirm"), {"link": make.confirm_token(row)})
    assert make.confirm_token(row) in page and answer.status_code == 303
    assert "Did you sign this letter?" in client.get(answer["Location"]).content.decode()


def test_before_the_yes_it_erases_nobody(client, letter):
    """A program that presses every button of every page may come here too: the No behind the other link waits."""
    row = make.signature(letter, "new@example.org", now=make.timezone_now())
    page = client.get(follow(client, "own", make.own_token(row.supporter))).content.decode()
    assert address("leave") not in page and address("mine") in page
    assert client.post(address("leave"), {"leave": "yes"}).status_code == 200
    with pytest.raises(signatures.Unanswered):
        signatures.leave(supporter=row.supporter, now=make.timezone_now())
    assert Supporter.objects.exists()


def test_the_file_holds_the_same_as_json(client, token, supporter, letter):
    answer = client.get(address("mine"))
    held = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (held["name"], held["email"], held["note"]) == ("Sam Signer", "sam@example.org", "Go <on>")
    assert held["signatures"][0]["fingerprint"] == letter.current.fingerprint
    assert [row["partner"] for row in held["consents"]] == [None, None, "Elsewhere"]
    assert held["not_named_to"] == [letter.targets.get().office.key]
    # Whatever is kept about a person is in it, whichever column is added to the row one day.
    kept_apart = {"id", "code", "campaign", "tag", "sealed", "generation", "provider"}
    assert {field.name for field in Supporter._meta.concrete_fields} - kept_apart <= set(held)
    assert held["mail_provider"] == supporter.provider


def test_leaving_says_what_goes_and_takes_one_press(client, token, supporter):
    page = client.get(address("leave")).content.decode()
    assert Supporter.objects.exists()
    for words in ("Sam Signer", "sam@example.org", "Make an order", "your 3 consents", "nameless count", "Elsewhere"):
        assert words in page
    assert page.count("<form") == 1
    assert client.post(address("leave")).status_code == 200 and Supporter.objects.exists()
    answer = client.post(address("leave"), {"leave": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, address("gone"))
    assert not Supporter.objects.exists() and not Consent.objects.exists() and not Strike.objects.exists()
    assert Leaving.objects.get().number == 1
    assert "It is erased" in client.get(answer["Location"]).content.decode()


def test_leaving_twice_is_leaving_once(client, token):
    client.post(address("leave"), {"leave": "yes"})
    assert client.post(address("leave"), {"leave": "yes", "link": token}).status_code == 404
    assert Leaving.objects.get().number == 1


def test_leaving_stops_the_mail_that_waits(client, token, supporter):
    message = post.queue(purpose="signing.links", recipient=("supporter", supporter.code), now=make.timezone_now())
    client.post(address("leave"), {"leave": "yes"})
    message.refresh_from_db()
    assert message.state == State.CANCELLED


@pytest.mark.parametrize("name", ["own", "leave", "mine"])
def test_no_other_link_opens_it(client, token, supporter, letter, name):
    signature = supporter.signatures.get()
    for wrong in (token[:-1], "x" * 65, make.confirm_token(signature), token.upper()):
        client.cookies.clear()
        client.get(address("own_link", wrong))
        answer = client.get(address(name))
        assert answer.status_code == 404 and wrong not in answer.content.decode()
        assert client.post(address(name), {"link": wrong, "leave": "yes"}).status_code == 404
    follow(client, "own", token)
    assert client.get(address(name)).status_code == 200
    Supporter.objects.update(generation=2)
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_make_somebody_leave(client, token, headers):
    assert client.post(address("leave"), {"leave": "yes"}, headers=headers).status_code == 403
    assert Supporter.objects.exists()


def test_a_look_changes_nothing(client, token, supporter):
    opened = keys.open_scope(supporter.campaign.scope)
    before = people.everything(Supporter.objects.get(), opened)
    for name in ("own", "leave", "mine"):
        client.get(address(name))
        client.head(address(name))
    assert people.everything(Supporter.objects.get(), opened) == before


def test_it_is_kept_nowhere(client, token):
    for answer in (client.get(address(name)) for name in ("own", "leave", "mine")):
        assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies and answer["Referrer-Policy"] == "same-origin"


def test_the_number_of_queries_does_not_grow_with_what_was_signed(client, token, letter, alice, bob):
    def work() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address("own"))
        return len(queries)

    before = work()
    for number in range(4):
        other = make.letter(letter.campaign, bob, alice, key=f"other-{number}", now=make.timezone_now())
        make.signature(other, "sam@example.org", confirmed=True, now=make.timezone_now())
    assert work() == before


@pytest.fixture
def chosen(client, token):
    """The form of the choices as it stands, filled in as it holds now."""
    page = client.get(address("choices")).content.decode()
    ticked = re.findall(r'name="([a-z_0-9]+)" id="[^"]+" checked', page)
    return {"number": number_in(page.encode()), "name": "Sam Signer", **dict.fromkeys(ticked, "on")}


def test_the_boxes_show_what_holds_and_an_unchanged_form_changes_nothing(client, chosen, letter):
    assert {"named", f"strike_{letter.targets.get().code}"} <= set(chosen) and "shown" not in chosen
    assert client.get(address("choices")).content.decode().count('name="shown_as"') >= 2
    before = set(Consent.objects.filter(partner=None).values_list("pk", flat=True))
    answer = client.post(address("choices"), chosen)
    assert (answer.status_code, answer["Location"]) == (303, address("own") + "#agreed")
    assert set(Consent.objects.filter(partner=None).values_list("pk", flat=True)) == before


def test_choices_go_up_and_down_and_the_page_and_the_file_say_so(client, chosen, letter):
    del chosen["named"], chosen[f"strike_{letter.targets.get().code}"]
    client.post(address("choices"), {**chosen, "shown": "on", "shown_as": "initials", "informed": "on"})
    assert set(Consent.objects.values_list("text__kind", flat=True)) == {"counted", "shown", "informed"}
    assert not Strike.objects.exists()
    page = client.get(address("own")).content.decode()
    assert "Taken back:" in page and "my initials" in page
    held = client.get(address("mine")).json()
    assert {row["kind"] for row in held["taken_back"]} == {"named", "partner"} and held["shown_as"] == "initials"


def test_a_form_of_shown_without_country_and_profession_is_put_right(client, chosen):
    for shown_as, words in (("", "choose in which form"), ("profession", "You gave no country")):
        answer = client.post(address("choices"), {**chosen, "shown": "on", "shown_as": shown_as})
        assert answer.status_code == 422 and words in answer.content.decode()
    answer = client.post(address("choices"), {**chosen, "name": "Buy https://spam.example"})
    assert answer.status_code == 422 and "cannot hold a link" in answer.content.decode()
    assert not Consent.objects.filter(text__kind="shown").exists()


def test_words_that_were_not_on_the_screen_are_not_agreed_to(client, chosen):
    ConsentText.objects.create(kind="informed", language="en", version="2099", text="Newer words.")
    answer = client.post(address("choices"), {**chosen, "informed": "on"})
    assert answer.status_code == 422 and "Newer words." in answer.content.decode()
    assert not Consent.objects.filter(text__kind="informed").exists()
    fresh = {**chosen, "informed": "on", "number": number_in(answer.content)}
    assert client.post(address("choices"), fresh).status_code == 303


def test_before_the_yes_there_is_nothing_to_choose_and_a_reminder_to_switch_off(client, letter):
    row = make.signature(letter, "new@example.org", now=make.timezone_now())
    page = client.get(follow(client, "own", make.own_token(row.supporter))).content.decode()
    assert address("choices") not in page and "Do not remind me" in page and "Never mail me again" not in page
    assert "You have not confirmed yet" in client.get(address("choices")).content.decode()
    assert client.get(address("unreminded")).status_code == 303 and not NoReminder.objects.exists()
    assert client.post(address("unreminded")).status_code == 303 and NoReminder.objects.get()
    assert "Do not remind me" not in client.get(address("own")).content.decode()


def test_from_ones_own_page_quiet_is_kept_for_this_campaign_or_all(client, token, supporter):
    key = caps.mail_key(make.timezone_now())
    for where, scope in (("here", supporter.campaign.scope), ("everywhere", "")):
        assert client.post(address("quiet"), {"where": where})["Location"] == address("quiet")
        assert caps.suppressed([caps.tag(key, "SAM@example.org", scope)])
    assert Supporter.objects.filter(state="confirmed").exists()
    assert "You get no more mail" in client.get(address("quiet")).content.decode()
