"""T16: what staff write into a letter is words on the page, in the mail and on paper, never markup or code."""

import io
from html.parser import HTMLParser

import pypdf
import pytest
from django.test import Client

from actors.accounts.models import User
from campaigns.delivery import ledger, mails
from campaigns.letters import approvals
from foundation.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db
HTML = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p><h1>Big</h1>", "<svg/onload=alert(1)>"]
HTML += ["<a href='javascript:alert(1)'>go</a>", '"><b>bold', "&lt;i&gt;", "<!-- gone -->", "<style>p{}</style>"]
TYPST = ['#import "x.typ"', "#eval(1)", "$x^2$", "*bold*", "= Heading", "[c]", "@label", "<label>", "//gone", "\\u{41}"]
TYPST += ["#sys.inputs", "`raw`", "- item", "~nbsp~", "#pagebreak()", "{a}", "</text>", "#set page(width: 1mm)"]
BODY = "\n\n".join([*HTML, *TYPST])
TAGS = {"html", "head", "meta", "title", "body", "table", "tr", "td", "p", "br", "b", "ul", "li", "tbody"}


class Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Read:
    found = Read()
    found.feed(page)
    return found


def test_on_the_page_in_the_mail_and_on_paper(alice: User, bob: User) -> None:
    letter = make.letter(make.campaign(alice), bob)
    letter.versions.get().translations.update(body=BODY, subject=HTML[0])
    approvals.approve(version=letter.versions.get(), by=alice, now=make.NOW)
    letter.refresh_from_db()
    make.signature(letter, confirmed=True)
    ledger.release(letter=letter, by=bob, now=make.NOW)
    mail = mails.render(Message.objects.get(purpose=ledger.PURPOSE), make.NOW)
    html = read(mail.html)
    assert html.tags <= TAGS and not any(name.startswith("on") for name in html.names)
    pdf = pypdf.PdfReader(io.BytesIO(mail.attachments[0].content))
    paper = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    page = Client().get(f"/en/c/{letter.campaign.code}/{letter.key}/").text
    shown = read(page)
    assert "style" not in shown.tags and not any(name.startswith("on") for name in shown.names)
    assert "<script>alert" not in page and "<h1>Big" not in page
    for words in [*HTML, *TYPST]:
        assert words in mail.text and words in html.text and words in shown.text, words
        assert "".join(words.split()) in paper, words
