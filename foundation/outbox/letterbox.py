"""Writes a mail down as bytes, as RFC 5322 and MIME want it: no header can be smuggled in.

Headers are written here and not by ``email.message``: its policy decodes ``=?...?=`` in what people typed and may fold
what comes out into a header of its own (CVE-2024-6923), and it breaks long links in two. Every source of a header is
checked for control characters first; what is not plain ASCII is encoded by us.
"""

import re
import unicodedata
from datetime import datetime
from email import charset, encoders
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from io import BytesIO

from foundation.outbox import failures
from foundation.outbox.failures import Trouble
from foundation.outbox.purposes import Attachment, Handling, Mail

_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
_UTF8 = charset.Charset("utf-8")
_UTF8.header_encoding = charset.SHORTEST
_UTF8.body_encoding = charset.QP
_ADDRESS = re.compile(r"^[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$")
_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9-]{0,60}$")
_MIME = re.compile(r"^[a-z0-9.+-]+/[a-z0-9.+-]+$")
_OURS = {
    *("from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "return-path", "received"),
    *("mime-version", "content-type", "content-transfer-encoding", "content-disposition", "auto-submitted"),
}
_BAD = {"Cc", "Cs", "Zl", "Zp"}
_MAX_LINE = 900


def write(mail: Mail, *, message_id: str, handling: Handling, at: datetime, rehearsed: bool = False) -> bytes:
    """The whole mail. Raises Trouble: HeaderInjection, BadAddress or BadHeader."""
    body = _body(mail)
    lines = [
        _header("From", _mailbox(mail.sender_name, mail.sender_address)),
        _header("To", address(mail.to)),
        _header("Subject", _words("Subject", f"[TEST] {mail.subject}" if rehearsed else mail.subject)),
        _header("Date", format_datetime(at)),
        _header("Message-ID", f"<{_clean(message_id)}>"),
    ]
    if mail.reply_to:
        lines.append(_header("Reply-To", address(mail.reply_to)))
    if handling is not Handling.LETTER:
        lines.append(_header("Auto-Submitted", "auto-generated"))
    for name, value in mail.headers.items():
        if not _NAME.match(name) or name.lower() in _OURS:
            raise Trouble(failures.BAD_HEADER)
        lines.append(_header(name, _words(name, value)))
    out = BytesIO()
    out.write("".join(lines).encode("ascii"))
    BytesGenerator(out, policy=_POLICY).flatten(body)
    return out.getvalue()


def address(text: str) -> str:
    """An address fit for a header and an envelope; raises Trouble."""
    if not _ADDRESS.match(_clean(text)) or ".." in text or len(text) > 254:
        raise Trouble(failures.BAD_ADDRESS)
    return text


def _clean(text: str) -> str:
    if not (text.isascii() and text.isprintable()) and any(unicodedata.category(mark) in _BAD for mark in text):
        raise Trouble(failures.HEADER_INJECTION)
    return text


def _header(name: str, value: str) -> str:
    return f"{name}: {value}\r\n"


def _words(name: str, text: str) -> str:
    """Unstructured text: as it is when plain, else as encoded words, also where it looks like one already."""
    _clean(text)
    if text.isascii() and "=?" not in text and len(text) <= _MAX_LINE:
        return text
    return Header(text, _UTF8, header_name=name).encode(linesep="\r\n")


def _mailbox(name: str, addr: str) -> str:
    _clean(name)
    addr = address(addr)
    if not name:
        return addr
    if name.isascii() and "=?" not in name:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{addr}>'
    return f"{Header(name, _UTF8, header_name='From').encode(linesep=chr(13) + chr(10))} <{addr}>"


def _body(mail: Mail) -> MIMEBase:
    body: MIMEBase = _text(mail.text, "plain")
    if mail.html:
        both = MIMEMultipart("alternative")
        both.attach(body)
        both.attach(_text(mail.html, "html"))
        body = both
    if mail.attachments:
        whole = MIMEMultipart("mixed")
        whole.attach(body)
        for attachment in mail.attachments:
            whole.attach(_attached(attachment))
        body = whole
    return body


def _text(text: str, subtype: str) -> MIMEText:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.endswith("\n"):
        text += "\n"
    plain = text.isascii() and len(max(text.split("\n"), key=len)) <= _MAX_LINE
    # A lone surrogate cannot be written in any character set; it becomes a question mark.
    text = text if plain else text.encode("utf-8", "replace").decode("utf-8")
    return MIMEText(text, subtype, "us-ascii" if plain else _UTF8)  # type: ignore[arg-type]


def _attached(attachment: Attachment) -> MIMEBase:
    name = _clean(attachment.filename)
    if not _MIME.match(attachment.mime) or "=?" in name or "/" in name:
        raise Trouble(failures.BAD_HEADER)
    main, _, sub = attachment.mime.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part
