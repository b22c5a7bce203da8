"""Writing at the desk: from nothing to a letter a second person approves, without losing a word."""

from typing import Any

from django.test import Client

from campaigns.letters import drafting
from campaigns.letters.models import Letter, Translation
from campaigns.planning.models import Campaign
from tests import make

HTMX = {"HX-Request": "true"}


def path(of: Letter, rest: str = "") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/{rest}"


def typed(of: Letter, **other: str) -> dict[str, Any]:
    parts = {f"{name}_{lang}": words for lang, text in make.TEXTS.items() for name, words in text.items()}
    return {**parts, "seen": drafting.mark(of.versions.get()), **other}


def begun(as_bob: Client, campaign: Campaign) -> Letter:
    answer = as_bob.post(f"/en/desk/c/{campaign.code}/letters/begin/", {"key": "embassies"})
    found = Letter.objects.get(key="embassies")
    assert answer["Location"] == path(found, "write/")
    return found


def test_from_nothing_to_an_open_letter(as_bob: Client, as_alice: Client, campaign: Campaign) -> None:
    assert "Begin a letter" in as_bob.get(f"/en/desk/c/{campaign.code}/").text
    draft, office = begun(as_bob, campaign), make.office(actor="XB")
    assert "0 of 3 parts written" in as_bob.get(path(draft, "write/")).text
    answer = as_bob.post(path(draft, "review/"), follow=True).text
    assert "Not put up for review yet: 3 things have to be mended first." in answer
    assert office.key in as_bob.get(path(draft, "write/"), {"q": "Exampleland minister"}).text
    as_bob.post(path(draft, "write/add/"), {"office": office.key, "as": "target"})
    assert "Kept." in as_bob.post(path(draft, "write/save/"), typed(draft), follow=True).text
    assert "3 of 3 parts written" in as_bob.get(path(draft, "write/")).text
    assert "It is still being written." in as_alice.get(path(draft)).text
    as_bob.post(path(draft, "review/"))
    page = as_alice.get(path(draft)).text
    assert "Approve version 1" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    as_alice.post(path(draft, "approve/"), {"seen": seen})
    draft.refresh_from_db()
    assert draft.is_open(make.timezone_now())
    assert "There is no draft to write in." in as_bob.get(path(draft, "write/")).text


def test_changes_are_asked_for_with_words(as_bob: Client, as_alice: Client, draft: Letter) -> None:
    as_alice.post(path(draft, "send-back/"), {"why": "Name the law."})
    page = as_alice.get(path(draft)).text
    assert "Alice asks for changes: “Name the law.”" in page and "Approve version 1" not in page
    assert "Changes are asked for in a letter" in as_bob.get("/en/desk/").text


def test_a_comment_stands_there_until_it_is_settled(as_bob: Client, as_alice: Client, draft: Letter) -> None:
    as_alice.post(path(draft, "comment/"), {"why": "<b>Which</b> law?"})
    page = as_bob.get(path(draft)).text
    assert "&lt;b&gt;Which&lt;/b&gt; law?" in page and "This is settled" in page
    as_bob.post(path(draft, f"comment/{draft.versions.get().remarks.get().code}/"))
    assert "settled by Bob" in as_bob.get(path(draft)).text


def test_what_is_typed_is_shown_and_not_kept(as_bob: Client, draft: Letter) -> None:
    words = typed(draft, body_fr="Tout autre, {{ state }}.", language="fr")
    answer = as_bob.post(path(draft, "write/try/"), words, headers=HTMX)
    assert answer.text.strip().startswith('<div id="try"') and "<html" not in answer.text
    assert "Tout autre, Exampleland XA." in answer.text and 'lang="fr"' in answer.text
    assert Translation.objects.get(language="fr").body == make.TEXTS["fr"]["body"]
    # Without JavaScript the same button gives the whole page, with what was typed in it.
    whole = as_bob.post(path(draft, "write/try/"), words).text
    assert "<html" in whole and "Tout autre, {{ state }}." in whole


def test_a_faulty_blank_loses_no_word(as_bob: Client, draft: Letter) -> None:
    answer = as_bob.post(path(draft, "write/save/"), typed(draft, body_en="Long words. {{ secret }}"))
    assert answer.status_code == 422
    assert "Long words. {{ secret }}" in answer.text and "A blank cannot be filled" in answer.text
    assert "secret" not in Translation.objects.get(language="en").body
    shown = as_bob.post(path(draft, "write/try/"), typed(draft, body_en="{{ secret }}"), headers=HTMX)
    assert "It shows itself here as soon as" in shown.text


def test_somebody_saved_meanwhile_and_no_word_is_lost(as_bob: Client, draft: Letter) -> None:
    before = typed(draft, body_en="Mine.")
    as_bob.post(path(draft, "write/save/"), typed(draft, body_en="Theirs."))
    answer = as_bob.post(path(draft, "write/save/"), before)
    assert answer.status_code == 422 and "Mine." in answer.text and "somebody else saved" in answer.text
    assert Translation.objects.get(language="en").body == "Theirs."
    too_long = as_bob.post(path(draft, "write/save/"), typed(draft, subject_en="x" * 201))
    assert too_long.status_code == 422 and "x" * 201 in too_long.text


def test_what_staff_type_stays_text_in_the_preview(as_bob: Client, draft: Letter) -> None:
    payload = "</textarea><script>alert(1)</script>\n\n<img src=x onerror=alert(1)>"
    page = as_bob.post(path(draft, "write/try/"), typed(draft, body_en=payload, subject_en=payload)).text
    assert "<script>alert(1)" not in page and "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_viewers_read_and_have_no_button(as_vera: Client, draft: Letter) -> None:
    page = as_vera.get(path(draft, "write/")).text
    assert "Your role looks on" in page and "Keep this text" not in page


def test_a_letter_is_closed_and_archived(as_bob: Client, letter: Letter) -> None:
    assert "close it first" in as_bob.post(path(letter, "archive/"), follow=True).text
    assert "Closed: nobody can sign" in as_bob.post(path(letter, "close/"), follow=True).text
    assert "Archived:" in as_bob.post(path(letter, "archive/"), follow=True).text
    assert "To release" not in as_bob.get("/en/desk/").text
