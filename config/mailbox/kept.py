"""Reads the mails in ``var/mail``, as ``config.demo.catcher`` wrote them: one file each, its name sorts by time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from django.conf import settings

NAME = r"[0-9]{20}-[0-9a-f]{8}"


@dataclass(frozen=True)
class Attachment:
    """A part that is a file; ``number`` is its place in the mail."""

    number: int
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def at(self) -> datetime:
        """When the catcher took it."""
        return datetime.fromtimestamp(int(self.name[:20]) / 1e9, UTC)

    @cached_property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.path.read_bytes(), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def header(self, name: str) -> str:
        """The header in clear; a broken one as far as it can be read."""
        return str(self.message.get(name, ""))

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def sender(self) -> str:
        return self.header("From")

    @property
    def recipients(self) -> list[str]:
        """Whom the envelope named, which is where it went."""
        return [str(value) for value in self.message.get_all("Delivered-To", [])]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def language(self) -> str:
        return self.header("Content-Language")

    @property
    def attachments(self) -> list[Attachment]:
        return list(self._files())

    def _files(self) -> Iterator[Attachment]:
        for number, part in enumerate(self.message.iter_attachments(), 1):
            content = part.get_payload(decode=True)
            name = part.get_filename() or f"part-{number}"
            yield Attachment(number, name, part.get_content_type(), content if isinstance(content, bytes) else b"")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if part is None:
            return ""
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        try:
            return content.decode(charset, "replace") if isinstance(content, bytes) else ""
        except LookupError:  # a charset that nobody knows
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


def names() -> list[str]:
    """Every mail's name, newest first."""
    if not folder().is_dir():
        return []
    return sorted((path.stem for path in folder().glob("*.eml") if re.fullmatch(NAME, path.stem)), reverse=True)


def find(name: str) -> Mail | None:
    """One mail, or None. The name is checked: it becomes part of a path."""
    path = folder() / f"{name}.eml"
    return Mail(path) if re.fullmatch(NAME, name) and path.is_file() else None
