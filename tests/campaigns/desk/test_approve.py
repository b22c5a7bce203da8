"""Approving at the desk: a second person, once, and exactly what was on the screen."""

from django.test import Client

from actors.accounts.models import User
from campaigns.letters import approvals
from campaigns.letters.models import Approval, Letter
from campaigns.planning.models import Campaign
from foundation.history.models import Entry
from tests import make

HTMX = {"HX-Request": "true"}


def path(of: Letter, verb: str = "approve/") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/{verb}"


def seen(of: Letter) -> dict[str, str]:
    return {"seen": approvals.what_is_read(of.versions.order_by("-number")[0], make.timezone_now())}


def test_it_approves_what_was_seen_and_says_so(as_alice: Client, draft: Letter) -> None:
    page = as_alice.get(path(draft, "")).text
    assert "Approve version 1" in page
    assert f'value="{seen(draft)["seen"]}"' in page
    answer = as_alice.post(path(draft), seen(draft), follow=True)
    assert "Approved and open for signing" in answer.text
    assert "Approve version 1" not in answer.text
    draft.refresh_from_db()
    assert draft.opened_at is not None


def test_twice_is_once(as_alice: Client, draft: Letter) -> None:
    for _time in range(2):
        assert as_alice.post(path(draft), seen(draft)).status_code == 302
    assert Approval.objects.filter(version__letter=draft).count() == 1
    assert Entry.objects.filter(deed="letter.approved").count() == 1


def test_the_author_is_refused_in_words(as_bob: Client, draft: Letter) -> None:
    page = as_bob.get(path(draft, "")).text
    assert "You wrote this letter: somebody else has to approve it." in page
    assert '<button class="button button--wide"' not in page
    answer = as_bob.post(path(draft), seen(draft), follow=True)
    assert answer.text.count("You wrote this letter: somebody else has to approve it.") == 2
    assert not Approval.objects.exists()
    assert not Entry.objects.filter(deed="letter.approved").exists()


def test_what_changed_since_it_was_read_is_not_approved(as_alice: Client, draft: Letter) -> None:
    before = seen(draft)
    other = {language: {**text, "body": "Something else."} for language, text in make.TEXTS.items()}
    approvals.write_version(letter=draft, texts=other, by=draft.author.user, now=make.NOW)
    answer = as_alice.post(path(draft), before, follow=True)
    assert "has changed while you read it" in answer.text
    assert not Approval.objects.exists()
    # The control: what is on the screen now goes through.
    as_alice.post(path(draft), seen(draft))
    assert Approval.objects.get().version.number == 2


def test_a_target_added_meanwhile_is_not_approved_unseen(as_alice: Client, draft: Letter, campaign: Campaign) -> None:
    from campaigns.planning.campaigns import add_target

    before = seen(draft)
    draft.targets.add(add_target(campaign=campaign, office=make.office(actor="XZ")))
    assert "has changed while you read it" in as_alice.post(path(draft), before, follow=True).text
    assert not Approval.objects.exists()


def test_nothing_to_approve_is_said(as_alice: Client, campaign: Campaign, bob: User) -> None:
    nobody = make.letter(campaign, bob, offices=[])
    assert "it goes to no office" in as_alice.get(path(nobody, "")).text
    answer = as_alice.post(path(nobody), seen(nobody), follow=True)
    assert "a letter needs a text and at least one target" in answer.text


def test_a_missing_language_is_said(as_alice: Client, draft: Letter) -> None:
    draft.versions.get().translations.filter(language="fr").delete()
    answer = as_alice.post(path(draft), seen(draft), follow=True)
    assert "A language of the campaign is missing" in answer.text
    assert not Approval.objects.exists()


def test_htmx_gets_the_panel_with_the_notice_in_it(as_alice: Client, draft: Letter) -> None:
    answer = as_alice.post(path(draft), seen(draft), headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section class="section" id="panel"')
    assert answer.text.strip().endswith("</section>")
    assert 'data-announce="Approved and open for signing' in answer.text
    assert '<p class="notice notice--line success">' in answer.text
    # Said once: the next page does not repeat it.
    assert "Approved and open for signing. The text" not in as_alice.get(path(draft, "")).text


def test_a_newer_text_waits_while_the_approved_one_stays_open(as_alice: Client, letter: Letter) -> None:
    approvals.write_version(letter=letter, texts=make.TEXTS, by=letter.author.user, now=make.NOW)
    page = as_alice.get(path(letter, "")).text
    assert "Approve version 2" in page
    assert "version 1" in page
