"""Writes a mail down as bytes, as RFC 5322 and MIME want it: no header can be smuggled in.

It is written here and not by ``email.message``: its policy decodes ``=?...?=`` in what people typed and may fold what
comes out into a header of its own (CVE-2024-6923), it breaks long links in two, and takes three times as long. Every
source of a header is checked for control characters first; what is not plain ASCII is encoded by us.
"""

import binascii
import re
import secrets
import unicodedata
from base64 import encodebytes
from collections.abc import Sequence
from datetime import datetime
from email import charset
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

from foundation.outbox import failures
from foundation.outbox.failures import Trouble
from foundation.outbox.purposes import Attachment, Handling, Mail

_UTF8 = charset.Charset("utf-8")
_UTF8.header_encoding = charset.SHORTEST
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
    lines.append(_header("MIME-Version", "1.0"))
    return "".join(lines).encode("ascii") + body


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


def _body(mail: Mail) -> bytes:
    body = _text(mail.text, "plain")
    if mail.html:
        body = _multipart("alternative", [body, _text(mail.html, "html")])
    if mail.attachments:
        body = _multipart("mixed", [body, *map(_attached, mail.attachments)])
    return body


def _part(headers: Sequence[str], content: bytes) -> bytes:
    return "\r\n".join([*headers, "", ""]).encode("ascii") + content


def _multipart(kind: str, parts: list[bytes]) -> bytes:
    boundary = f"=_{secrets.token_hex(16)}"
    between = f"--{boundary}\r\n".encode()
    content = b"".join(between + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return _part([f'Content-Type: multipart/{kind}; boundary="{boundary}"'], content)


def _text(text: str, subtype: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.endswith("\n"):
        text += "\n"
    # A lone surrogate cannot be written in any character set; it becomes a question mark.
    raw = text.encode("utf-8", "replace")
    plain = text.isascii() and max(map(len, raw.split(b"\n"))) <= _MAX_LINE
    kind, way = ("us-ascii", "7bit") if plain else ("utf-8", "quoted-printable")
    content = raw if plain else binascii.b2a_qp(raw, istext=True)
    headers = [f'Content-Type: text/{subtype}; charset="{kind}"', f"Content-Transfer-Encoding: {way}"]
    return _part(headers, content.replace(b"\n", b"\r\n"))


def _attached(attachment: Attachment) -> bytes:
    name = _clean(attachment.filename)
    if not _MIME.match(attachment.mime) or "=?" in name or "/" in name or len(name) > 200:
        raise Trouble(failures.BAD_HEADER)
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        disposition = f'attachment; filename="{escaped}"'
    else:
        disposition = f"attachment;\r\n filename*=utf-8''{quote(name, safe='')}"
    headers = [
        f"Content-Type: {attachment.mime}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: {disposition}",
    ]
    return _part(headers, encodebytes(attachment.content).replace(b"\n", b"\r\n"))
