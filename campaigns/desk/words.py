"""What the desk says: why a letter waits, what a message is for, what was done, why a deed was refused."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.delivery import ledger
from campaigns.letters import approvals
from foundation.history.models import Entry
from foundation.outbox import failures
from foundation.outbox.models import Message

OBSTACLES = {
    "no_contact": gettext_lazy("no usable address is known"),
    "contact_changed": gettext_lazy("the address has changed since approval"),
    "text_changed": gettext_lazy("the text is not the approved one"),
    "title_unchecked": gettext_lazy("its title and form of address have not been checked"),
}
"""Why a letter cannot go, as the end of a sentence."""

REMEDIES = {
    "no_contact": gettext_lazy("Put a checked address into the register, then try again."),
    "contact_changed": gettext_lazy("Put the approved address back into the register, then try again."),
    "text_changed": gettext_lazy("It cannot go as it is: what was approved is no longer what would be sent."),
}
"""What somebody can do about it."""

PURPOSES = {
    ledger.PURPOSE: gettext_lazy("Letter to an office"),
    "signing.confirm": gettext_lazy("Mail to a supporter: asks to confirm"),
    "signing.links": gettext_lazy("Mail to a supporter: their links again"),
    "reminders.confirm": gettext_lazy("Mail to a supporter: reminds to confirm"),
}

DEEDS = {
    "campaign.launched": gettext_lazy("opened the campaign to the public"),
    "campaign.closed": gettext_lazy("closed the campaign for signing"),
    "campaign.shredded": gettext_lazy("destroyed the campaign’s key: its supporters’ details are gone for good"),
    "letter.approved": gettext_lazy("approved version %(version)s (offices: %(targets)s, fingerprint %(fingerprint)s)"),
    "delivery.released": gettext_lazy(
        "released the letter (signatures: %(signatures)s, on their way: %(released)s, held back: %(held)s, "
        "fingerprint %(fingerprint)s)"
    ),
    "outbox.stop": gettext_lazy("threw the stop switch: nothing of the campaign leaves"),
    "outbox.go": gettext_lazy("took the stop switch back: sending goes on"),
    "message.settled_as_sent": gettext_lazy("decided that a message in doubt had been sent"),
    "message.settled_as_not_sent": gettext_lazy("decided that a message in doubt had not been sent: it goes out again"),
    "message.released": gettext_lazy("let a message be tried again that was held back or refused"),
}
"""Each deed after the name of who did it."""

REFUSALS: dict[type[Exception], Any] = {
    approvals.OwnLetter: gettext_lazy("You wrote this letter: somebody else has to approve it."),
    approvals.NothingToApprove: gettext_lazy(
        "There is nothing to approve yet: a letter needs a text and at least one target."
    ),
    approvals.Incomplete: gettext_lazy("A language of the campaign is missing in this letter."),
    approvals.Changed: gettext_lazy(
        "The letter has changed while you read it. Nothing was approved: please read again."
    ),
    ledger.NotApproved: gettext_lazy("Only an approved letter can be delivered."),
    ledger.Unsigned: gettext_lazy("Nobody’s signature is confirmed yet: it can be released as soon as one is."),
}


def released(number: int, *, stopped: bool) -> str:
    """What became of the letters just released: with the stop switch on, they wait."""
    if stopped:
        said = ngettext(
            "%(n)s letter is released and waits: the stop switch is on.",
            "%(n)s letters are released and wait: the stop switch is on.",
            number,
        )
    else:
        said = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", number)
    return said % {"n": number}


def why(message: Message) -> str:
    """Why a message waits or was not sent, as a sentence; empty where nothing went wrong."""
    if obstacle := OBSTACLES.get(message.failure):
        return _("Held back: %(reason)s.") % {"reason": obstacle}
    return str(failures.label(message.failure)) if message.failure else ""


class _Gaps(dict[str, Any]):
    """An old entry may lack a detail that today's words mention."""

    def __missing__(self, name: str) -> str:
        return "–"


def of_deed(entry: Entry) -> str:
    """The deed in words, with its numbers; a deed we have no words for keeps its name."""
    known = DEEDS.get(entry.deed)
    return str(known) % _Gaps(entry.detail) if known else entry.deed


def of_purpose(message: Message) -> str:
    """What a message is for; one we have no words for keeps its name."""
    return str(PURPOSES.get(message.purpose, message.purpose))
