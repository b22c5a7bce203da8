"""What changed in a letter: the difference, who certifies it, who was asked again, offices added later."""

import pytest
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.letters import editions
from campaigns.letters.models import Approval, LaterTarget, Letter, Version
from tests import make


@pytest.fixture
def single(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])


def path(of: Letter, verb: str = "") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/changes/{verb}"


def filled(of: Letter, kind: str = "correction", **other: str) -> dict[str, str]:
    texts = editions.texts_of(of.current)
    words = {f"{language}-{part}": text for language, parts in texts.items() for part, text in parts.items()}
    return {**words, "kind": kind, "why": "A slip.", **other}


def seen(page: str) -> dict[str, str]:
    return {"seen": page.partition('name="seen" value="')[2].partition('"')[0]}


def test_a_correction_is_proposed_read_and_certified(
    as_alice: Client, as_bob: Client, as_vera: Client, as_charlie: Client, single: Letter
) -> None:
    form = as_bob.get(path(single, "rewrite/")).text
    assert "Please make the order" in form and "an editorial correction" in form
    data = filled(single, **{"en-body": "We write to the {{ office }} of {{ state }}.\r\n\r\nPlease act soon."})
    assert as_bob.post(path(single, "propose/"), data).status_code == 302
    page = as_alice.get(path(single)).text
    assert "Version 2 waits for a second person" in page and "soon</ins>" in page and "A slip." in page
    assert "See what would change" in as_alice.get(path(single).replace("changes/", "")).text
    assert "You wrote this" in as_bob.get(path(single)).text
    assert "Your role looks on" in as_vera.get(path(single)).text
    assert as_charlie.get(path(single)).status_code == as_charlie.post(path(single, "certify/")).status_code == 404
    assert as_vera.post(path(single, "certify/"), seen(page)).status_code == 403
    assert "You wrote this letter" in as_bob.post(path(single, "certify/"), seen(page), follow=True).text
    assert "has changed while you read it" in as_alice.post(path(single, "certify/"), {"seen": "x"}, follow=True).text
    assert not Approval.objects.filter(version__number=2).exists()
    for _time in range(2):
        answer = as_alice.post(path(single, "certify/"), seen(page), follow=True)
    assert "Certified." in answer.text and Approval.objects.filter(version__number=2).count() == 1
    journal = as_alice.get(f"/en/desk/c/{single.campaign.code}/journal/").text
    assert "certified version 2 as a correction of version 1" in journal


def test_what_was_typed_comes_back_with_what_is_wrong(as_bob: Client, single: Letter) -> None:
    answer = as_bob.post(path(single, "propose/"), filled(single, **{"en-body": "Dear {{ nobody }} and more"}))
    assert answer.status_code == 422 and "A blank cannot be filled in" in answer.text and "and more" in answer.text
    answer = as_bob.post(path(single, "propose/"), filled(single))
    assert answer.status_code == 422 and "Nothing is different from the approved text" in answer.text
    answer = as_bob.post(path(single, "propose/"), filled(single, why=""))
    assert answer.status_code == 422 and Version.objects.count() == 1


def test_a_further_language_is_proposed(as_bob: Client, as_alice: Client, single: Letter) -> None:
    words = {"further-asks": "Dictar", "further-subject": "Por favor", "further-body": "Actúe.", "why": "For Madrid."}
    answer = as_bob.post(path(single, "propose/"), {"language": "es", **words}, follow=True)
    assert "Proposed." in answer.text
    page = as_alice.get(path(single)).text
    assert "Spanish" in page and "Actúe." in page
    assert "Certified." in as_alice.post(path(single, "certify/"), seen(page), follow=True).text
    single.refresh_from_db()
    assert single.current.translations.count() == 3
    assert "Spanish" not in as_bob.get(path(single, "rewrite/")).text.partition('id="further_language"')[2][:900]


def test_a_new_text_is_approved_on_the_letter_s_page(as_bob: Client, as_alice: Client, single: Letter) -> None:
    as_bob.post(path(single, "propose/"), filled(single, "edit", **{"en-subject": "Please make it now"}))
    letter_page = path(single).replace("changes/", "")
    page = as_alice.get(letter_page).text
    assert "asked again by one mail" in page
    assert "it is certified" not in as_alice.post(f"{letter_page}approve/", seen(page), follow=True).text
    single.refresh_from_db()
    assert single.current.number == 2


def test_an_office_is_found_proposed_and_approved(as_bob: Client, as_alice: Client, single: Letter) -> None:
    make.office("XB-one", actor="XB")
    make.office("ICC-judge", actor="ICC")
    page = as_bob.get(path(single), {"find": "Exampleland"}).text
    assert "offices/XB-one/propose/" in page and "XA-one/propose" not in page and "ICC-judge" not in page
    answer = as_bob.post(path(single, "offices/XB-one/propose/"), {"why": "It votes too."}, follow=True)
    assert "Proposed." in answer.text and "You proposed this office" in answer.text
    assert (
        "No campaign writes" in as_bob.post(path(single, "offices/ICC-judge/propose/"), {"why": "x"}, follow=True).text
    )
    as_bob.post(path(single, "offices/XB-one/approve/"))
    assert LaterTarget.objects.get().approved_at is None
    page = as_alice.get(path(single)).text
    assert "It votes too." in page and "desk" in page
    answer = as_alice.post(path(single, "offices/XB-one/approve/"), seen(page), follow=True)
    assert "Approved: the letter goes there too" in answer.text and single.targets.count() == 2
    assert "there was nothing to approve" in as_alice.post(path(single, "offices/XA-one/approve/"), follow=True).text


def test_how_many_were_asked_is_shown(as_bob: Client, alice: User, bob: User) -> None:
    now = timezone.now()
    letter = make.letter(make.campaign(alice, now=now), bob, alice, now=now)
    make.asking(letter, bob, alice, now=now)
    page = as_bob.get(path(letter)).text
    assert "1 signature stands under an earlier text" in page and "2 versions" in page


def test_before_approval_there_is_nothing_to_change(as_bob: Client, single: Letter, bob: User) -> None:
    draft = make.letter(single.campaign, bob, key="draft")
    assert "Nothing is approved yet" in as_bob.get(path(draft)).text
    assert "Nothing is approved yet" in as_bob.get(path(draft, "rewrite/")).text
    for verb in ("propose/", "certify/"):
        assert "Nothing is approved yet" in as_bob.post(path(draft, verb), {"why": "x"}, follow=True).text


def test_from_an_approved_letter_editing_leads_to_a_proposal(as_bob: Client, as_vera: Client, single: Letter) -> None:
    of, rewrite = path(single).replace("changes/", ""), path(single, "rewrite/")
    page = as_bob.get(f"{of}write/").text
    assert rewrite in page and path(single) in page and "Keep this text" not in page
    assert rewrite in as_bob.get(of).text and rewrite in as_bob.get(path(single)).text
    for shown in (as_vera.get(f"{of}write/").text, as_vera.get(of).text):
        assert path(single) in shown and rewrite not in shown
    said = as_bob.post(f"{of}write/save/", {"body_en": "Otherwise."}, follow=True).text
    assert "this text is frozen" in said and "“What changed, and what may change”" in said
    assert Version.objects.count() == 1


def test_what_waits_is_found_from_every_page(as_bob: Client, single: Letter) -> None:
    of = path(single).replace("changes/", "")
    as_bob.post(path(single, "propose/"), filled(single, **{"en-body": "Please act soon."}))
    assert f"{of}write/" not in as_bob.get(of).text, "a correction is certified as it is"
    page = as_bob.get(f"{of}write/").text
    assert "a second person certifies it as it is" in page and path(single) in page and "is approved and" not in page
    assert "Version 2 waits already" in as_bob.get(path(single, "rewrite/")).text
    as_bob.post(path(single, "propose/"), filled(single, "edit", **{"en-body": "Please act now."}))
    for start in (of, path(single), path(single, "rewrite/")):
        assert f"{of}write/" in as_bob.get(start).text
    page = as_bob.get(f"{of}write/").text
    assert "Keep this text" in page and "People sign version 1 until this one is approved." in page


def test_a_draft_that_follows_changes_no_office_of_the_text_in_force(as_bob: Client, single: Letter) -> None:
    """Else one person alone could hold back a letter that two let go."""
    of = path(single).replace("changes/", "")
    make.office("XB-one", actor="XB")
    as_bob.post(path(single, "propose/"), filled(single, "edit", **{"en-body": "Please act now."}))
    page = as_bob.get(f"{of}write/", {"q": "Exampleland"}).text
    assert "Propose one more office" in page and "write/add/" not in page and "write/remove/" not in page
    for verb, data in (("add/", {"office": "XB-one", "as": "target"}), ("add/", {"office": "XB-one", "as": "copy"})):
        assert "people sign an approved text with these" in as_bob.post(f"{of}write/{verb}", data, follow=True).text
    as_bob.post(f"{of}write/remove/", {"office": "XA-one"})
    single.refresh_from_db()
    assert [target.office.key for target in single.targets.all()] == ["XA-one"] and not single.copies.exists()
    assert ledger.approved(single) == single.current
