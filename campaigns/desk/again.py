"""What a letter's page says of rounds: what went before, what is new since, and whether it can go again (R21)."""

from typing import TYPE_CHECKING

from campaigns.delivery.models import Delivery

if TYPE_CHECKING:
    from campaigns.desk.sheets import Row


class InRounds:
    """A sheet that stands in a round; ``earlier`` are the letters of the rounds before it that went."""

    round: int
    earlier: list[Delivery]
    rows: "list[Row]"
    confirmed: int
    line: frozenset[int]

    @property
    def before(self) -> int | None:
        """What the last letters of an earlier round said with this text; None where all carried another."""
        return max((row.signatures for row in self.earlier if row.version_id in self.line), default=None)

    @property
    def more(self) -> int:
        """By how many the number has grown since any letter went; all of it where none went with this text."""
        return max(0, self.confirmed - max(self._said, default=0))

    @property
    def is_new_text(self) -> bool:
        """Whether letters went, and none of them with the text that is open now."""
        return not self._said and any(row.delivery for row in self.rows)

    @property
    def _said(self) -> list[int]:
        went = [row.delivery for row in self.rows if row.delivery] + self.earlier
        return [row.signatures for row in went if row.version_id in self.line]

    @property
    def may_go_again(self) -> bool:
        """Whether the next round can be opened: all of this one is settled, and more people have signed."""
        went = any(row.delivery for row in self.rows)
        waits = any(row.is_under_way or row.is_to_decide for row in self.rows)
        return went and not waits and self.more > 0

    def said_before(self, target: int) -> Delivery | None:
        """The last letter to this target (pk) of an earlier round with this text."""
        rows = (row for row in reversed(self.earlier) if row.version_id in self.line)
        return next((row for row in rows if row.target_id == target), None)
