"""What people decide from and look back on: messages that wait for somebody, and the journal in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actors.accounts.models import User
from campaigns.delivery.models import Delivery
from campaigns.desk import words
from campaigns.desk.sheets import OFFICE
from campaigns.letters.models import Translation
from campaigns.planning.models import Campaign
from foundation.history.models import Entry
from foundation.outbox.models import Message


@dataclass(frozen=True)
class Decision:
    """A message that waits for a person, with the delivery it carries where it is a letter."""

    message: Message
    delivery: Delivery | None

    @property
    def what(self) -> str:
        return words.of_purpose(self.message)

    @property
    def why(self) -> str:
        return words.why(self.message)

    @property
    def remedy(self) -> str:
        return str(words.REMEDIES.get(self.message.failure, ""))

    @property
    def message_id(self) -> str:
        """As it stands in the mail, for looking it up at the mail server or with the office."""
        return f"<{self.message.code}@{settings.MAIL_DOMAIN}>"


def decisions(campaign: Campaign) -> list[Decision]:
    """Messages in doubt, held back or refused, oldest first (at most 200)."""
    rows = list(Message.objects.to_decide(campaign.scope).order_by("pk")[:200])
    codes = [row.recipient_code for row in rows if row.recipient_kind == "delivery"]
    found = {row.code: row for row in Delivery.objects.filter(code__in=codes).select_related("letter", *OFFICE)}
    return [Decision(row, found.get(row.recipient_code)) for row in rows]


@dataclass(frozen=True)
class Line:
    """One line of the journal in words."""

    entry: Entry
    who: str
    did: str
    letter: str
    """The letter's code, for the way to it; empty where the deed was about something else."""
    subject: str


def lines(campaign: Campaign, entries: Iterable[Entry]) -> list[Line]:
    """Entries with the names behind their codes, for those who still have an account."""
    rows = list(entries)
    codes = {entry.actor_code for entry in rows if entry.actor_code}
    names = {user.code: str(user) for user in User.objects.filter(code__in=codes)}
    about = {entry.subject_code for entry in rows if entry.subject_kind == "letter"}
    asks = Translation.objects.filter(version__letter__campaign=campaign, version__letter__code__in=about)
    # The newest words in the reader's language; a letter approved once has words in each of the campaign's.
    spoken = asks.filter(language=(get_language() or "en")[:2]).order_by("version__number")
    subjects = dict(spoken.values_list("version__letter__code", "asks"))
    return [_line(entry, names, subjects) for entry in rows]


def _line(entry: Entry, names: dict[str, str], subjects: dict[str, str]) -> Line:
    who = names.get(entry.actor_code, _("somebody who has left")) if entry.actor_code else _("the system")
    letter = entry.subject_code if entry.subject_kind == "letter" else ""
    return Line(entry, who, words.of_deed(entry), letter, subjects.get(letter, _("the letter")))
