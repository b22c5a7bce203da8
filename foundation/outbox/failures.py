"""What can go wrong with a mail, by name. The server's own words are never kept: they may hold an address.

Each failure says what follows: never again, again later, nothing more on this line for now, or doubt. The reply codes
are those of RFC 5321, the enhanced ones ("5.1.1") of RFC 3463, which are believed first where a server gives them.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class After(Enum):
    """What follows a failure."""

    NEVER = "never again"
    LATER = "again later"
    PAUSE = "again later, and nothing more over this mail server for now"
    DOUBT = "it may have been delivered: by the rules of its handling"
    HOLD = "a person looks first"
    CANCEL = "not wanted any more"


@dataclass(frozen=True)
class Failure:
    """A class of failure. ``strike``: the message itself may be the cause; three of them quarantine it."""

    name: str
    after: After
    label: Promise | str
    strike: bool = False


_all: dict[str, Failure] = {}


def _named(name: str, after: After, label: Any, *, strike: bool = False) -> Failure:
    _all[name] = Failure(name, after, label, strike)
    return _all[name]


# What the other side said for good.
ADDRESS_UNKNOWN = _named("AddressUnknown", After.NEVER, _("There is no such mailbox."))
TOO_BIG = _named("TooBig", After.NEVER, _("The mail is too big for the mailbox or the mail server."))
REFUSED = _named("Refused", After.NEVER, _("The mail server refuses this mail for good."))
GAVE_UP = _named("GaveUp", After.NEVER, _("The mail server put us off for days; we gave up."))
# What it said for now.
MAILBOX_FULL = _named("MailboxFull", After.LATER, _("The mailbox is full."))
GREYLISTED = _named("PutOff", After.LATER, _("The mail server wants us to come again later, as a matter of policy."))
TRY_LATER = _named("TryLater", After.LATER, _("The mail server cannot take this mail now."))
SENDER_REFUSED = _named("SenderRefused", After.LATER, _("The mail server does not let us send from this address."))
# The line or the whole relay.
SLOW_DOWN = _named("SlowDown", After.PAUSE, _("The mail server asks us to slow down."))
RELAY_UNREACHABLE = _named("RelayUnreachable", After.PAUSE, _("The mail server cannot be reached."))
RELAY_UNSAFE = _named("RelayUnsafe", After.PAUSE, _("The mail server offers no encryption we can trust."))
RELAY_LOGIN = _named("RelayRefusesLogin", After.PAUSE, _("The mail server refuses our name or password."))
RELAY_HANGS_UP = _named("RelayHangsUp", After.PAUSE, _("The mail server hangs up before it took any mail."))
LINE_BROKE = _named("LineBroke", After.LATER, _("The line broke before the mail was complete."), strike=True)
# Doubt.
NO_ANSWER = _named("NoAnswer", After.DOUBT, _("The line broke, or nobody answered, after the mail was complete."))
OWNER_DIED = _named("WorkerDied", After.DOUBT, _("The sending process died while the mail was leaving."))
# Our own side.
WORKER_DIED_BEFORE = _named("WorkerDiedBefore", After.LATER, _("The process died before sending it."), strike=True)
RENDERING_FAILED = _named("RenderingFailed", After.LATER, _("The mail could not be written."), strike=True)
HEADER_INJECTION = _named("HeaderInjection", After.HOLD, _("A name, subject or address holds a control character."))
BAD_ADDRESS = _named("BadAddress", After.NEVER, _("This is no address a mail can be sent to."))
BAD_HEADER = _named("BadHeader", After.HOLD, _("The mail has a heading that is not allowed."))
PURPOSE_UNKNOWN = _named("PurposeUnknown", After.HOLD, _("Nobody here knows what this message is for."))
HELD = _named("Held", After.HOLD, _("What would be sent is not what was approved."))
NOT_WANTED = _named("NotWanted", After.CANCEL, _("It is not wanted any more."))
GONE = _named("Gone", After.CANCEL, _("The recipient is no longer here."))
CANCELLED = _named("Cancelled", After.CANCEL, _("It was cancelled."))
SUPPRESSED = _named("Suppressed", After.CANCEL, _("This address asked for no more mail."))
OVER_CAP = _named("OverCap", After.CANCEL, _("This address has had as many of these mails as it may get."))
STOPPED = _named("Stopped", After.LATER, _("The stop switch is on."))
EXPIRED = _named("Expired", After.CANCEL, _("It is too late to send it."))


class Trouble(Exception):
    """A failure that happened. ``reply``: the digits of the server's answer, such as ``550 5.1.1``.

    ``reason`` stands in the message's row: the failure's name, or the word a purpose gave when it held the message.
    """

    def __init__(self, failure: Failure, reply: str = "", reason: str = "") -> None:
        super().__init__(failure.name)
        self.failure = failure
        self.reply = reply
        self.reason = (reason or failure.name)[:40]


def label(name: str) -> Promise | str:
    """A sentence for a person. A reason given by a purpose (``Held``) that is not ours is answered as held."""
    return _all.get(name, HELD).label


_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_BY_ENHANCED = {
    "5.1.1": ADDRESS_UNKNOWN,
    "5.1.2": ADDRESS_UNKNOWN,
    "5.1.3": ADDRESS_UNKNOWN,
    "5.1.6": ADDRESS_UNKNOWN,
    "5.1.10": ADDRESS_UNKNOWN,
    "5.2.1": ADDRESS_UNKNOWN,
    "5.2.2": MAILBOX_FULL,
    "4.2.2": MAILBOX_FULL,
    "5.2.3": TOO_BIG,
    "5.3.4": TOO_BIG,
    "5.7.8": RELAY_LOGIN,
    "4.3.2": SLOW_DOWN,
    "4.5.3": SLOW_DOWN,
    "4.7.28": SLOW_DOWN,
}
_BY_CODE = {421: SLOW_DOWN, 530: RELAY_LOGIN, 535: RELAY_LOGIN, 450: TRY_LATER, 452: MAILBOX_FULL, 552: TOO_BIG}


def of_reply(code: int, text: bytes, *, phase: str) -> Trouble:
    """The trouble behind an answer that was not the hoped-for one. ``phase``: mail, rcpt or data."""
    found = _ENHANCED.match(text)
    enhanced = found.group(1).decode() if found else ""
    reply = f"{code} {enhanced}".strip()
    if (failure := _BY_ENHANCED.get(enhanced)) or (failure := _BY_CODE.get(code)):
        pass
    elif code in {550, 551, 553} and phase == "rcpt" and not enhanced.startswith("5.7"):
        failure = ADDRESS_UNKNOWN
    elif 500 <= code < 600:
        failure = REFUSED
    elif enhanced.startswith("4.7"):
        failure = GREYLISTED
    else:
        failure = TRY_LATER
    if phase == "mail" and failure.after is After.NEVER and failure is not TOO_BIG:
        # Who may send is between us and our relay: an admin can mend it, so the message must not be lost by it.
        failure = SENDER_REFUSED
    return Trouble(failure, reply)
