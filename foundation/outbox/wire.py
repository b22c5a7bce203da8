"""The line to the mail server, with the phases of SMTP apart: only so can we tell what happened from what may have.

``envelope`` (MAIL, RCPT) and the first half of ``data`` fail definitely. From the moment the final dot leaves us until
the answer is read, a break leaves doubt (RFC 1047); a server must forget a mail whose line broke before the dot.
"""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from django.conf import settings

from foundation.outbox import failures
from foundation.outbox.failures import Trouble

DOT_PATIENCE = 10
"""How many times longer we wait for the answer to the dot: RFC 5321 asks for ten minutes, and leaving early doubts."""

_broken = OSError  # smtplib's own errors are such, too
_leading_dot = re.compile(rb"(?m)^\.")
_queue_id = re.compile(rb"(?:queued as|queue id|id[= ])\s*<?([A-Za-z0-9._+=-]{4,78})", re.IGNORECASE)
_last_word = re.compile(rb"\b([A-Za-z0-9-]*\d[A-Za-z0-9-]{5,77})\s*$")


@dataclass(frozen=True)
class Relay:
    """The mail server every mail of ours goes to."""

    host: str
    port: int = 25
    security: str = "plain"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    dot_timeout: float | None = None
    name: str = "localhost"

    @classmethod
    def from_settings(cls) -> "Relay | None":
        """None when no mail server is set: then messages wait."""
        if not settings.SMTP_HOST:
            return None
        return cls(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            security=settings.SMTP_SECURITY,
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            timeout=float(settings.SMTP_TIMEOUT),
            name=settings.MAIL_DOMAIN,
        )


class Line:
    """One line to the relay, opened when needed, used for many mails, replaced when broken. Not for two threads."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._smtp: smtplib.SMTP | None = None
        self._mid_envelope = False
        self.used = 0
        self.proven = False
        """Whether the relay decided on any mail: only then may a break be a message's own doing."""

    def open(self) -> None:
        """Makes sure there is a line; raises Trouble that concerns the relay, never a message."""
        if self._smtp is not None:
            return
        relay = self.relay
        try:
            # A literal 8-bit name in EHLO would be refused, so the name is ours, not looked up (that may take seconds).
            context = ssl.create_default_context()
            if relay.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    relay.host, relay.port, local_hostname=relay.name, timeout=relay.timeout, context=context
                )
            else:
                smtp = smtplib.SMTP(relay.host, relay.port, local_hostname=relay.name, timeout=relay.timeout)
            try:
                smtp.ehlo_or_helo_if_needed()
                if relay.security == "starttls":
                    smtp.starttls(context=context)
                    smtp.ehlo()
                if relay.user:
                    smtp.login(relay.user, relay.password)
                # The dot is sent apart from the text; without this the system would wait 40 ms to send them together.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]
            except BaseException:
                smtp.close()
                raise
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            login = isinstance(error, smtplib.SMTPAuthenticationError)
            raise Trouble(failures.RELAY_LOGIN if login else failures.RELAY_UNSAFE) from None
        except ssl.SSLError:
            raise Trouble(failures.RELAY_UNSAFE) from None
        except smtplib.SMTPResponseException as error:
            raise Trouble(failures.RELAY_UNREACHABLE, str(error.smtp_code)) from None
        except _broken:
            raise Trouble(failures.RELAY_UNREACHABLE) from None
        self._smtp, self._mid_envelope, self.used = smtp, False, 0

    def envelope(self, sender: str, recipient: str) -> None:
        """MAIL and RCPT. Raises Trouble; nothing has left then.

        A line that was used before may have been closed meanwhile for being old: that is tried once more on a new one.
        """
        try:
            self._envelope(sender, recipient)
        except _broken:
            stale = self.used > 0
            self.drop()
            if not stale:
                raise self._break() from None
            try:
                self._envelope(sender, recipient)
            except _broken:
                self.drop()
                raise self._break() from None

    def _break(self) -> Trouble:
        return Trouble(failures.LINE_BROKE if self.proven else failures.RELAY_HANGS_UP)

    def _envelope(self, sender: str, recipient: str) -> None:
        self.open()
        assert self._smtp is not None
        if self._mid_envelope:
            self._answer(self._smtp.docmd("RSET"), 250, "mail")
        self._mid_envelope = True
        # Both addresses were checked when the mail was written down (letterbox); smtplib would parse them again.
        self._answer(self._smtp.docmd("MAIL", f"FROM:<{sender}>"), 250, "mail")
        self._answer(self._smtp.docmd("RCPT", f"TO:<{recipient}>"), 250, "rcpt")

    def data(self, content: bytes) -> str:
        """DATA, the text, the dot. Returns the relay's id; raises Trouble, in doubt only after the dot."""
        assert self._smtp is not None and self._smtp.sock is not None
        smtp, sock = self._smtp, self._smtp.sock
        self.used += 1
        try:
            self._answer(smtp.docmd("DATA"), 354, "data")
            smtp.send(_leading_dot.sub(b"..", content))
        except _broken:
            self.drop()
            raise self._break() from None
        try:
            sock.settimeout(self.relay.dot_timeout or self.relay.timeout * DOT_PATIENCE)
            smtp.send(b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
            code, text = smtp.getreply()
            sock.settimeout(self.relay.timeout)
        except _broken:
            self.drop()
            raise Trouble(failures.NO_ANSWER) from None
        self._mid_envelope, self.proven = False, True
        if code == -1:
            self.drop()
            raise Trouble(failures.NO_ANSWER)
        self._answer((code, text), 250, "data")
        return relay_id(text)

    def _answer(self, reply: tuple[int, bytes], hoped: int, phase: str) -> None:
        code, text = reply
        if code == hoped or (hoped == 250 and code == 251):
            return
        if code == 421:
            self.drop()
        if code == -1:
            raise smtplib.SMTPServerDisconnected("no reply that could be read")
        raise failures.of_reply(code, text, phase=phase)

    def drop(self) -> None:
        """Closes the line without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Says goodbye, if there is anybody to hear it."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except _broken:
                pass
            self.drop()


def relay_id(text: bytes) -> str:
    """The relay's own number for a mail, out of its answer; empty when there is none we would know as one."""
    found = _queue_id.search(text) or _last_word.search(text)
    return found.group(1).decode() if found else ""
