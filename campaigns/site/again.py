"""The page on which somebody says whether their name stands under the new text too."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from campaigns.letters import differences
from campaigns.letters.differences import Difference
from campaigns.planning.models import Campaign, Target
from campaigns.signing import asking
from campaigns.signing.models import Asking


@dataclass
class AgainPage:
    """A question, with what differs between the text signed and the new one."""

    row: Asking
    language: str
    token: str
    now: datetime

    @property
    def campaign(self) -> Campaign:
        return self.row.signature.supporter.campaign

    @cached_property
    def words(self) -> Any:
        """The new text in the reader's language."""
        return self.row.version.translation(self.language)

    @cached_property
    def differences(self) -> list[Difference]:
        """In the language the person reads the letter in, where it differs there; else in all."""
        return differences.shown(differences.between(self.row.of, self.row.version), self.words.language)

    @cached_property
    def further_offices(self) -> list[Target]:
        return asking.further_offices(self.row)

    @property
    def state(self) -> str:
        """``no``, ``yes`` (given, settled or not), ``over``, or ``open``."""
        if self.row.answer == Asking.Answer.NO:
            return "no"
        if self.row.answer or self.row.said_yes_at:
            return "yes"
        return "open" if asking.is_open(self.row, self.now) else "over"

    def take(self, answer: str) -> bool:
        """Does what the button says; False for what is no answer. Raises what ``asking.agree`` raises."""
        if answer == "no":
            asking.decline(row=self.row, now=self.now)
        elif answer == "yes":
            asking.agree(row=self.row, now=self.now)
        return answer in {"yes", "no"}
