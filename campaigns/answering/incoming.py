"""Reads a mail that anybody may have written: one RFC 822 message becomes plain words and a few small files.

Nothing is rendered and nothing is believed: HTML becomes text, kinds of files are told by their first bytes, sizes,
numbers and depth have limits. What is left out is said; a mail that cannot be read at all is kept whole as a file.
"""

import base64
import binascii
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any

import nh3

LARGEST = 25 * 1024 * 1024
"""More of a mail than this is not read: its words stand at its beginning."""
LARGEST_FILE = 5 * 1024 * 1024
ALL_FILES = 10 * 1024 * 1024
MOST_FILES = 10
MOST_PARTS = 200
DEEPEST = 12
LONGEST = 100_000
"""Characters of text that are kept."""

KINDS = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
]
UNKNOWN = "application/octet-stream"
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6]|blockquote|table)>")
_ADDRESS = re.compile(r"""[^\s<>,;:"()@]{1,64}@[^\s<>,;:"()@]{1,253}""")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_AUTOMATIC = re.compile(r"(?i)auto[-_]?(?:replied|generated|reply|response|notified)")


@dataclass(frozen=True)
class File:
    """An attachment small enough to be kept."""

    name: str = field(repr=False)
    media: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Report:
    """What a mail system says of a letter it could not deliver (RFC 3464)."""

    action: str
    """``failed``, or something that is no end: delayed, relayed, expanded, delivered."""
    status: str
    """Three numbers, such as 5.1.1; empty when it says none."""


@dataclass
class Mail:
    """What is kept of a mail."""

    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    files: list[File] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Names of files that were too many or too large."""
    recipients: list[str] = field(default_factory=list, repr=False)
    message_id: str = field(default="", repr=False)
    is_automatic: bool = False
    report: Report | None = None
    is_cut: bool = False

    @property
    def identity(self) -> str:
        """Equal for the same mail, whichever way it came."""
        said = [self.message_id, self.sender, self.subject, self.text]
        said += [hashlib.sha256(one.content).hexdigest() for one in self.files]
        return hashlib.sha256("\x00".join(said).encode("utf-8", "replace")).hexdigest()


def read(raw: bytes) -> Mail:
    """Never raises: what cannot be taken apart comes back as one file."""
    is_cut = len(raw) > LARGEST
    try:
        message = BytesParser(policy=policy.default.clone(refold_source="none")).parsebytes(raw[:LARGEST])
        found = _read(message)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError, AssertionError):
        found = _whole(raw)
    found.is_cut = is_cut
    return found


def plain(text: str) -> str:
    """Words without what could hide or turn them: control, direction and other invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    kept = "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs"})
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()[:LONGEST]


def one_line(text: str, most: int = 200) -> str:
    return " ".join(plain(text).split())[:most]


def from_html(markup: str) -> str:
    """The words of a page, and nothing that was markup."""
    bare = nh3.clean(_BREAKS.sub(r"\g<0>\n", markup), tags=set())
    return plain(html.unescape(bare))


def sniff(content: bytes) -> str:
    """The kind of a file by its first bytes, whatever it calls itself."""
    return next((media for start, media in KINDS if content.startswith(start)), UNKNOWN)


def _read(message: Message) -> Mail:
    found = Mail(
        sender=one_line(_header(message, "From")),
        subject=one_line(_header(message, "Subject"), 300),
        message_id=one_line(_header(message, "Message-ID"), 300),
        recipients=_recipients(message),
        is_automatic=_is_automatic(message),
        report=_report(message),
    )
    words: list[str] = []
    pages: list[str] = []
    for part in _parts(message):
        kind, name = part.get_content_type(), one_line(_name(part), 120)
        is_file = bool(name) or part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not is_file:
            words.append(_text(part))
        elif kind == "text/html" and not is_file:
            pages.append(from_html(_text(part)))
        else:
            _keep(found, name, _bytes(part))
    found.text = plain("\n\n".join(words)) or plain("\n\n".join(pages))
    return found


def _report(message: Message) -> Report | None:
    """The first recipient's, of a report on delivery; None for any other mail."""
    inside: Any = message.get_payload()
    if message.get_content_type() != "multipart/report" or not isinstance(inside, list):
        return None
    for part in inside[:10]:
        blocks: Any = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(blocks, list):
            continue
        said = [(_header(block, "Action"), _header(block, "Status")) for block in blocks[:10]]
        action, status = next((pair for pair in said if pair[0]), ("", ""))
        found = _STATUS.search(status)
        return Report(action.strip().lower()[:12], found[0] if found else "")
    return Report("", "") if "delivery-status" in str(message.get_param("report-type", "")).lower() else None


def _parts(message: Message) -> Iterator[Message]:
    """Leaves, first things first, down to a depth and up to a number."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    for _number in range(MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop(0)
        inside: Any = part.get_payload()
        if part.is_multipart() and isinstance(inside, list):
            if part.get_content_maintype() == "message":
                yield part  # a mail within the mail: kept as a file, not taken apart
            elif depth < DEEPEST:
                waiting[:0] = [(one, depth + 1) for one in inside]
        else:
            yield part


def _keep(found: Mail, name: str, content: bytes) -> None:
    if not content:
        return
    size = sum(len(one.content) for one in found.files)
    name = name or "file"
    if len(content) > LARGEST_FILE or size + len(content) > ALL_FILES or len(found.files) >= MOST_FILES:
        found.left_out = [*found.left_out, name][:MOST_FILES]
    else:
        found.files.append(File(name, sniff(content), content))


def _whole(raw: bytes) -> Mail:
    """A mail that could not be taken apart; whom it was for is still looked for in its head."""
    head = raw[:64_000].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    found = Mail(recipients=re.findall(r"reply\+[0-9A-Za-z-]{40,64}@[A-Za-z0-9.-]{1,253}", head)[:10])
    found.message_id = hashlib.sha256(raw).hexdigest()
    _keep(found, "message.eml", raw[:LARGEST])
    return found


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except Exception:
        # The library fails in many ways on headers that were made to make it fail; a lost header is no lost mail.
        return ""


def _recipients(message: Message) -> list[str]:
    said = []
    for name in _RECIPIENTS:
        try:
            said += [str(value) for value in message.get_all(name, [])]
        except Exception:
            continue
    return _ADDRESS.findall(" ".join(said[:50])[:50_000])[:100]


def _is_automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return True
    if any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return True
    said = [_header(message, name) for name in ("Precedence", "X-Precedence", "X-Auto-Reply")]
    return any(_AUTOMATIC.search(one) for one in said)


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:
        return "file"


def _bytes(part: Message) -> bytes:
    try:
        inside: Any = part.get_payload()
        content = inside[0].as_bytes() if isinstance(inside, list) and inside else part.get_payload(decode=True)
    except (ValueError, binascii.Error, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content = _bytes(part)
    try:
        charset = part.get_content_charset("utf-8") or "utf-8"
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def packed(one: File) -> dict[str, str]:
    """A file as the vault seals it."""
    return {"name": one.name, "content": base64.b64encode(one.content).decode()}
