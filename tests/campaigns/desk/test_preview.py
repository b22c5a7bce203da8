"""The letter before it goes: for each office, in each language, on screen and on paper the same."""

import io
from datetime import UTC, datetime

import pypdf
from django.test import Client

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.delivery.mails import lay_out
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from tests import make

HTMX = {"HX-Request": "true"}


def path(of: Letter, rest: str = "") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/{rest}"


def words(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_it_shows_the_office_and_language_asked_for(as_bob: Client, draft: Letter) -> None:
    second = draft.targets.order_by("-position")[0].office
    page = as_bob.get(path(draft), {"office": second.key, "language": "fr"}).text
    assert '<article class="letter mt3" lang="fr" dir="ltr"' in page
    assert "Nous écrivons : Ministre des Exemples, Exampleland XB." in page
    assert "Veuillez prendre l’arrêté" in page
    assert f'<option value="{second.key}" selected>' in page


def test_htmx_gets_the_letter_alone(as_bob: Client, draft: Letter) -> None:
    answer = as_bob.get(path(draft), {"office": "XA-one", "language": "fr"}, headers=HTMX)
    assert answer.text.strip().startswith('<div id="preview"')
    assert "<html" not in answer.text
    assert 'data-announce="Now shown: Minister of Examples, Exampleland XA, in French"' in answer.text
    assert "HX-Request" in answer["Vary"]
    assert "<html" in as_bob.get(path(draft)).text


def test_unknown_choices_fall_back(as_bob: Client, draft: Letter) -> None:
    page = as_bob.get(path(draft), {"office": "nowhere", "language": "xx"})
    assert page.status_code == 200
    assert "Exampleland XA" in page.text


def test_a_draft_vouches_for_nothing_on_screen_and_paper(as_bob: Client, draft: Letter) -> None:
    answer = as_bob.get(path(draft, "paper/XA-one.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    for said in (words(answer.content), as_bob.get(path(draft), {"office": "XA-one"}).text):
        assert "Draft of version 1: not approved, not sent." in said
        assert "Text frozen" not in said
        assert "Signed by" not in said


def test_a_letter_nobody_signed_yet_names_no_number(as_bob: Client, letter: Letter) -> None:
    page = as_bob.get(path(letter)).text
    assert "The number of those who signed will stand here." in page
    assert "Signed by" not in page
    assert "Text frozen on" in page


def test_paper_shows_what_would_go_now(as_bob: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True)
    make.signatory(letter, "Ada First")
    key = letter.targets.order_by("position")[0].office.key
    said = words(as_bob.get(path(letter, f"paper/{key}.pdf")).content)
    assert letter.current is not None
    assert "Signed by 1 person who confirmed their e-mail address." in said
    assert letter.current.fingerprint[:16] in said
    assert "Ada First" in said


def test_what_was_released_stays_as_it_was(as_bob: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True)
    as_bob.post(path(letter, "release/"))
    make.signature(letter, confirmed=True)
    key = letter.targets.order_by("position")[0].office.key
    assert "As it was released on" in as_bob.get(path(letter), {"office": key}).text
    assert "Signed by 1 person" in words(as_bob.get(path(letter, f"paper/{key}.pdf")).content)


def test_a_letter_bears_the_campaigns_day_whoever_writes_it_down(as_bob: Client, letter: Letter) -> None:
    """In Toronto it is still the 20th when a worker in UTC sends on the 21st."""
    at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    make.signature(letter, confirmed=True)
    ledger.release(letter=letter, by=User.objects.get(name="Alice"), now=at)
    delivery = Delivery.objects.order_by("pk")[0]
    sent = lay_out(delivery, make.NOW)
    assert sent.date == "20 November 2026"
    page = as_bob.get(path(letter), {"office": delivery.target.office.key}).text
    assert f'<p class="letter__date">{sent.date}</p>' in page


def test_paper_for_an_office_that_is_no_target_is_not_found(as_bob: Client, letter: Letter) -> None:
    stranger = make.office(actor="XQ")
    assert as_bob.get(path(letter, f"paper/{stranger.key}.pdf")).status_code == 404


def test_what_staff_wrote_stays_text(as_bob: Client, draft: Letter) -> None:
    draft.versions.get().translations.update(body="<script>alert(1)</script>\n\nPlease act.")
    page = as_bob.get(path(draft)).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_letter_without_offices_or_text_says_what_is_missing(as_bob: Client, campaign: object, bob: object) -> None:
    nobody = make.letter(campaign, bob, offices=[])  # type: ignore[arg-type]
    assert "This letter goes to nobody yet." in as_bob.get(path(nobody)).text
    nobody.versions.get().translations.all().delete()
    assert "This letter has no text yet." in as_bob.get(path(nobody)).text
    nobody.versions.all().delete()
    assert "There is no text to approve yet." in as_bob.get(path(nobody)).text
