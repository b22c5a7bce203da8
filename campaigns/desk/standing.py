"""Where the newest text of a letter stands before it is approved: being written, up for review, sent back."""

from actors.accounts.models import Member
from campaigns.letters import drafts
from campaigns.letters.models import Letter, Version


class InReview:
    """A sheet whose newest text, ``version``, is on its way to a second person."""

    letter: Letter
    member: Member
    version: Version | None

    @property
    def is_own(self) -> bool:
        wrote_it = drafts.writers(self.version) if self.version else {self.letter.author.user_id}
        return self.member.user_id in wrote_it

    @property
    def stage(self) -> str:
        """A kind of ``drafts.ReviewStep``."""
        return drafts.stage(self.version) if self.version else ""

    @property
    def is_in_review(self) -> bool:
        return self.stage == drafts.ReviewStep.Kind.ASKED and self.letter.archived_at is None

    @property
    def sent_back(self) -> drafts.ReviewStep | None:
        """Who asked for which changes, where the text waits for them."""
        is_back = self.stage == drafts.ReviewStep.Kind.CHANGES
        return drafts.newest_step(self.version) if self.version and is_back else None
