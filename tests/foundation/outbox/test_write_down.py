"""Writing a mail down: readable by any program, and nothing smuggled into its headers."""

import email
import email.policy
import email.utils
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.outbox import letterbox
from foundation.outbox.failures import Trouble
from foundation.outbox.models import State
from foundation.outbox.purposes import Attachment, Handling, Mail
from tests.foundation.outbox.cast import NOW, known, message, plain_mail
from tests.services import sized

MAIL = Mail(
    to="anna@example.org",
    subject="Please confirm",
    text="Hello\n",
    sender_name="The team",
    sender_address="team@sender.example",
)


def _write(mail: Mail, handling: Handling = Handling.UPDATE, **more: Any) -> bytes:
    return letterbox.write(mail, message_id="abc@mail.example", handling=handling, at=NOW, **more)


def _read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage) and not found.defects
    return found


def test_text_first_html_beside_it_attachment_after() -> None:
    mail = replace(
        MAIL,
        subject="Élan vital: une lettre à la Commission européenne, « pour que le droit tienne »",
        text="Chère Commission,\nFrom here on.\n.\n",
        html="<p>Chère Commission</p>",
        sender_name='Ana Ğ. via "Justice"',
        reply_to="reply@sender.example",
        headers={"List-Unsubscribe": f"<https://act.example.org/{'u' * 200}>"},
        attachments=(Attachment("Lettre à la Commission.pdf", b"%PDF-1.7\x00", "application/pdf"),),
    )
    raw = _write(mail)
    assert max(len(line) for line in raw.split(b"\r\n")) < 998 and b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    read = _read(raw)
    assert read["Subject"] == mail.subject and str(read["From"].addresses[0].display_name) == mail.sender_name
    assert read["Message-ID"] == "<abc@mail.example>" and read["Date"].datetime == NOW
    assert mail.headers["List-Unsubscribe"].encode() in raw  # a link must stay whole
    body = read.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n") == mail.text
    assert [part.get_filename() for part in read.iter_attachments()] == ["Lettre à la Commission.pdf"]
    assert next(read.iter_attachments()).get_content() == b"%PDF-1.7\x00"


def test_system_mail_says_so_a_persons_letter_does_not() -> None:
    assert b"Auto-Submitted: auto-generated" in _write(MAIL, Handling.CONFIRMATION)
    assert b"Auto-Submitted" not in _write(MAIL, Handling.LETTER)


def test_a_rehearsal_is_marked() -> None:
    assert _read(_write(MAIL, rehearsed=True))["Subject"] == "[TEST] Please confirm"


EVIL = ["\r\nBcc: x@evil.example", "\nBcc: x", "\r", "\x00", "\u2028Bcc: x", "\u2029", "\x85", "\x0b", "\x1b", "\ud800"]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("where", ["to", "subject", "sender_name", "sender_address", "reply_to", "header", "file"])
def test_no_control_character_reaches_a_header(where: str, evil: str) -> None:
    if where == "header":
        mail = replace(MAIL, headers={"List-Unsubscribe": f"<https://x.example>{evil}"})
    elif where == "file":
        mail = replace(MAIL, attachments=(Attachment(f"a{evil}.pdf", b"", "application/pdf"),))
    else:
        mail = replace(MAIL, **{where: f"a{evil}@example.org"})
    with pytest.raises(Trouble) as caught:
        _write(mail)
    assert caught.value.failure.name == "HeaderInjection"


@pytest.mark.parametrize(
    "headers",
    [{"Bcc": "x@evil.example"}, {"From": "x"}, {"X\r\nBcc": "x"}, {"X:": "x"}, {"Content-Type": "x"}, {"": ""}],
)
def test_a_purpose_cannot_set_our_headers(headers: dict[str, str]) -> None:
    with pytest.raises(Trouble) as caught:
        _write(replace(MAIL, headers=headers))
    assert caught.value.failure.name == "BadHeader"


@pytest.mark.parametrize(
    "address",
    ["", "anna", "a b@example.org", "a@b@c", "<a@b.example>", "a@b,c@d.example", "é@b.example", "a@é.example"],
)
def test_what_is_no_address_gets_no_mail(address: str) -> None:
    with pytest.raises(Trouble) as caught:
        _write(replace(MAIL, to=address))
    assert caught.value.failure.name == "BadAddress"


@given(name=st.text(max_size=80), subject=st.text(max_size=200))
def test_whatever_is_typed_arrives_or_is_refused(name: str, subject: str) -> None:
    """Also what looks like an encoded word already, which readers would decode into something else."""
    mail = replace(MAIL, sender_name=name, subject=subject)
    try:
        raw = _write(mail)
    except Trouble as trouble:
        assert trouble.failure.name == "HeaderInjection"
        return
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in {" ", "\t"}]
    assert names[:6] == ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
    assert set(names[6:]) <= {"Content-Type", "MIME-Version", "Content-Transfer-Encoding"}


SOURCES = ["to", "sender_address", "reply_to", "subject", "sender_name", "header", "file"]
ANYTHING = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from([*EVIL, "Bcc: ", "x@evil.example", ", ", ";", ">", "<", '"', "=?utf-8?q?=0A?="]), max_size=6
    ).map("".join),
)


@pytest.mark.parametrize("where", SOURCES)
def test_no_source_adds_a_header_or_a_recipient(where: str) -> None:
    """Whatever stands in one source: the mail has the headings we wrote, once each, and one recipient; or none is
    written."""

    @settings(max_examples=sized(80, 8000), deadline=None, database=None)
    @given(text=ANYTHING)
    def whatever(text: str) -> None:
        if where == "header":
            mail = replace(MAIL, headers={"List-Unsubscribe": text})
        elif where == "file":
            mail = replace(MAIL, attachments=(Attachment(text, b"x", "application/pdf"),))
        else:
            as_address = where in {"to", "sender_address", "reply_to"}
            mail = replace(MAIL, **{where: f"{text}@example.org" if as_address else text})
        try:
            raw = _write(mail)
        except Trouble:
            return
        read = email.message_from_bytes(raw)
        extra = {"List-Unsubscribe"} if where == "header" else {"Reply-To"} if where == "reply_to" else set()
        ours = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
        assert sorted(read.keys()) in (sorted(ours | extra | more) for more in (set(), {"Content-Transfer-Encoding"}))
        assert len(email.utils.getaddresses(read.get_all("To", []))) == 1
        assert len(email.utils.getaddresses(read.get_all("From", []))) == 1
        assert not any("evil" in name.lower() for part in read.walk() for name in part)

    whatever()


@pytest.mark.parametrize("typed", ["=?utf-8?q?a=0D=0ABcc=3A_x=40evil.example?=", "=?utf-8?b?Qm9zcw==?="])
def test_what_looks_encoded_is_shown_as_typed(typed: str) -> None:
    raw = _write(replace(MAIL, subject=typed, sender_name=typed))
    assert typed.encode() not in raw
    assert str(email.header.make_header(email.header.decode_header(str(_raw_header(raw, "Subject"))))) == typed


def _raw_header(raw: bytes, name: str) -> str:
    return str(email.message_from_bytes(raw)[name])


@pytest.mark.django_db
def test_an_injection_is_held_and_never_sent(sink: Any, send: Any) -> None:
    made = message(
        known(render=lambda message, now: replace(plain_mail(message, now), subject="x\r\nBcc: all@evil.example"))
    )
    assert send() == {"held": 1}
    made.refresh_from_db()
    assert (made.state, made.failure, sink.taken) == (State.HELD, "HeaderInjection", [])
