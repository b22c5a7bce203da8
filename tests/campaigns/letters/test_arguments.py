"""Legal bases kept ready: checked, cited, and frozen in the letter that took them."""

import pytest
from django.test import Client

from actors.accounts.models import User
from actors.levers.models import Instrument
from campaigns.letters import approvals, arguments, drafting
from campaigns.letters.copies import Frozen
from campaigns.letters.drafts import Argument
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.models import Campaign
from campaigns.planning.names import NoReason
from tests import make

pytestmark = pytest.mark.django_db
WORDS = {"en": "The  law lets you\nact.", "fr": "La loi vous permet d’agir."}


@pytest.fixture
def campaign(alice: User) -> Campaign:
    return make.campaign(alice)


@pytest.fixture
def law(db: None) -> Instrument:
    names = {"name_en": "Blocking law", "name_fr": "Loi de blocage", "citation": "Act 1 of 1996"}
    return make.fact(Instrument(key="blocking-law", jurisdiction="XA", kind="law", confidence="high", **names))


@pytest.fixture
def draft(campaign: Campaign, bob: User) -> Letter:
    return make.letter(campaign, bob)


def kept(campaign: Campaign, law: Instrument, by: User) -> Argument:
    return arguments.write(campaign=campaign, instrument=law, texts=WORDS, by=by, now=make.NOW)


def test_the_letter_takes_words_citation_and_link_once(
    campaign: Campaign, law: Instrument, draft: Letter, bob: User
) -> None:
    argument = kept(campaign, law, bob)
    assert kept(campaign, law, bob) == argument
    where = {"en": "https://u.example/en/row/", "fr": "https://u.example/fr/row/"}
    for done in (["en", "fr"], []):
        assert done == arguments.insert(letter=draft, argument=argument, addresses=where, by=bob, now=make.NOW)
    version = draft.versions.get()
    said = "The law lets you act. (Blocking law, Act 1 of 1996, https://u.example/en/row/)"
    assert version.translation("en").body == f"{make.TEXTS['en']['body']}\n\n{said}"
    assert "(Loi de blocage, Act 1 of 1996, https://u.example/fr/row/)" in version.translation("fr").body


def test_it_stays_in_the_letter_that_took_it(campaign: Campaign, law: Instrument, draft: Letter, bob: User) -> None:
    argument = kept(campaign, law, bob)
    arguments.insert(letter=draft, argument=argument, addresses={}, by=bob, now=make.NOW)
    before = drafting.mark(draft.versions.get())
    arguments.drop(argument=argument, by=bob, now=make.NOW)
    assert not Argument.objects.exists() and drafting.mark(draft.versions.get()) == before


def test_nothing_unchecked_is_cited(campaign: Campaign, law: Instrument, draft: Letter, bob: User) -> None:
    argument = kept(campaign, law, bob)
    make.change(Instrument.objects.filter(pk=law.pk), unchecked="citation")
    argument.refresh_from_db()
    with pytest.raises(arguments.NotChecked):
        arguments.insert(letter=draft, argument=argument, addresses={}, by=bob, now=make.NOW)
    with pytest.raises(arguments.NotChecked):
        arguments.write(campaign=campaign, instrument=argument.instrument, texts=WORDS, by=bob, now=make.NOW)


def test_it_refuses_what_it_cannot_keep(campaign: Campaign, law: Instrument, bob: User, vera: User) -> None:
    for texts, why in (({"en": " "}, NoReason), ({"en": "{{ secret }}"}, drafting.BadText)):
        with pytest.raises(why):
            arguments.write(campaign=campaign, instrument=law, texts=texts, by=bob, now=make.NOW)
    with pytest.raises(NotAllowed):
        kept(campaign, law, vera)


def test_whoever_put_it_in_cannot_approve_and_a_frozen_text_takes_none(
    campaign: Campaign, law: Instrument, draft: Letter, alice: User, bob: User
) -> None:
    argument = kept(campaign, law, alice)
    arguments.insert(letter=draft, argument=argument, addresses={}, by=alice, now=make.NOW)
    with pytest.raises(approvals.OwnLetter):
        approvals.approve(version=draft.versions.get(), by=alice, now=make.NOW)
    frozen = make.letter(campaign, bob, alice, key="frozen")
    with pytest.raises(Frozen):
        arguments.insert(letter=frozen, argument=argument, addresses={}, by=bob, now=make.NOW)


def test_another_campaign_s_is_not_taken(campaign: Campaign, law: Instrument, alice: User, bob: User) -> None:
    argument = kept(campaign, law, bob)
    elsewhere = make.letter(make.campaign(alice), bob)
    with pytest.raises(arguments.NotOurs):
        arguments.insert(letter=elsewhere, argument=argument, addresses={}, by=bob, now=make.NOW)


def test_at_the_desk_what_was_typed_is_kept_with_it(
    as_bob: Client, campaign: Campaign, law: Instrument, draft: Letter, bob: User
) -> None:
    desk = f"/en/desk/c/{campaign.code}/"
    said = {"instrument": law.key, "text_en": WORDS["en"], "text_fr": WORDS["fr"]}
    assert "1 legal basis is kept ready" in as_bob.post(f"{desk}legal-bases/write/", said, follow=True).text
    refused = as_bob.post(f"{desk}legal-bases/write/", {**said, "text_en": "Lost? {{ x }}"})
    assert refused.status_code == 422 and "Lost? {{ x }}" in refused.text
    page = f"{desk}letters/{draft.code}/write/"
    code = Argument.objects.get().code
    shown = as_bob.get(page).text
    # Return in a field presses the form's first button: it must be the one that only keeps.
    assert shown.index('type="submit" tabindex="-1"') < shown.index(f'value="{code}"')
    typed = {"asks_en": "Ask", "subject_en": "Subject", "body_en": "Typed.", "insert": code}
    as_bob.post(f"{page}save/", {**typed, "seen": drafting.mark(draft.versions.get())})
    body = draft.versions.get().translation("en").body
    assert body.startswith("Typed.\n\nThe law lets you act. (Blocking law, Act 1 of 1996, http")
    assert "/en/record/rows/instrument/blocking-law/" in body
    as_bob.post(f"{desk}legal-bases/{code}/drop/")
    assert not Argument.objects.exists()
