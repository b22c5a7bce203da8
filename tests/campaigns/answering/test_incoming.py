"""Anybody may write a mail: what is read of it is words and small files, and never more than was asked for."""

import random
from email.message import EmailMessage

import pytest

from campaigns.answering import incoming
from tests.campaigns.answering import cast
from tests.services import sized


def built(**parts: object) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@office.example", "Re"
    message.set_content(str(parts.get("text", "Words.")))
    return message


def test_plain_words_and_headers() -> None:
    found = incoming.read(cast.mail("reply@example.org"))
    assert "sanctions to be lifted" in found.text and found.sender == "Cabinet <cabinet@office.example>"
    assert (found.subject, found.recipients) == ("Your letter", ["reply@example.org"])
    assert not (found.is_automatic or found.report or found.is_cut or found.files)


def test_a_page_becomes_words() -> None:
    message = EmailMessage()
    page = "<p>We <b>support</b><br>you</p><script>alert(1)</script><style>p{}</style><img src=x onerror=y>&lt;i&gt;"
    message.set_content(page, subtype="html")
    assert incoming.read(message.as_bytes()).text == "We support\nyou\n<i>"


def test_what_hides_or_turns_words_is_taken_out() -> None:
    assert incoming.plain("a\u202eb\u200bc\x07d\ufeff\r\ne \n\n\n\nf\x00") == "abcd\ne\n\nf"


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nx", "image/png"),
        (b"<html><script>", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, media: str) -> None:
    message = built()
    message.add_attachment(content, maintype="text", subtype="html", filename="../a\u202efdp.html")
    [file] = incoming.read(message.as_bytes()).files
    assert (file.media, file.content) == (media, content)
    assert file.name == "../afdp.html"  # a name is shown and offered, never used as a path


def test_large_and_many_files_are_named_and_not_kept() -> None:
    message = built()
    message.add_attachment(b"x" * (incoming.LARGEST_FILE + 1), maintype="a", subtype="b", filename="large.bin")
    for number in range(incoming.MOST_FILES + 2):
        message.add_attachment(b"x", maintype="a", subtype="b", filename=f"{number}.bin")
    found = incoming.read(message.as_bytes())
    assert len(found.files) == incoming.MOST_FILES and found.left_out == ["large.bin", "10.bin", "11.bin"]


def test_of_a_mail_that_is_too_large_the_words_are_kept() -> None:
    message = built(text="First words.")
    message.add_attachment(b"\0" * 1000, maintype="a", subtype="b", filename="x.bin")
    raw = message.as_bytes() + b"A" * incoming.LARGEST
    found = incoming.read(raw)
    assert found.is_cut and found.text == "First words."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Auto_Submitted": "auto-generated; x=y"},
    ],
)
def test_a_machine_s_answer_is_known(headers: dict[str, str]) -> None:
    assert incoming.read(cast.mail(**headers)).is_automatic
    assert not incoming.read(cast.mail(Auto_Submitted="no")).is_automatic


def test_a_report_of_the_mail_system_is_known() -> None:
    assert incoming.read(cast.report()).report == incoming.Report("failed", "5.1.1")
    assert incoming.read(cast.report("delayed", "4.4.1")).report == incoming.Report("delayed", "4.4.1")
    bare = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    assert incoming.read(bare).report == incoming.Report("", "")
    assert incoming.read(cast.mail()).report is None


def test_a_mail_within_the_mail_is_a_file() -> None:
    message = built()
    message.add_attachment(built(text="Inside."))
    found = incoming.read(message.as_bytes())
    assert found.text == "Words." and b"Inside." in found.files[0].content


def test_deep_wide_and_broken_mails_are_read_without_harm() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    for raw in (
        deep,
        b"",
        b"\x00" * 100,
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfewords",
        b"From: =?utf-8?b?////?= <a\r\nSubject: =?x?q?" + b"=?" * 5000 + b"\r\n\r\nhi",
        b"To: " + b"(" * 3000 + b"\r\nContent-Disposition: attachment; filename*=x'\r\n\r\nhi",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2000,
    ):
        assert isinstance(incoming.read(raw), incoming.Mail)


def test_a_mail_with_anything_anywhere_never_raises() -> None:
    chance = random.Random(7)
    whole = built()
    whole.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="é.pdf")
    raw = whole.as_bytes()
    for _each in range(sized(150, 5000)):
        broken = bytearray(raw)
        for _cut in range(chance.randint(1, 12)):
            place = chance.randrange(len(broken))
            broken[place : place + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
        assert isinstance(incoming.read(bytes(broken)), incoming.Mail)


def test_the_same_mail_is_the_same_whichever_way_it_came() -> None:
    raw = cast.mail("x@example.org")
    again = b"Received: by another.example; today\r\n" + raw
    assert incoming.read(raw).identity == incoming.read(again).identity
    assert incoming.read(raw).identity != incoming.read(cast.mail("x@example.org", text="Other.")).identity
