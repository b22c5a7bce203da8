"""Before a release: how many letters would leave, to whom, where to and when (nothing leaves by looking)."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.delivery import ledger, pacing, recall
from campaigns.desk.sheets import Row, Sheet
from campaigns.letters.addressing import address_of


@dataclass(frozen=True)
class Leaving:
    """One letter that is ready; ``at`` is when it would leave in working hours, ``zone`` whose."""

    row: Row
    address: str
    at: datetime
    zone: str

    @property
    def local(self) -> datetime:
        """On the office's own clock."""
        return self.at.astimezone(pacing.zone_of(self.row.target))


@dataclass(frozen=True)
class Rehearsal:
    leaving: list[Leaving]
    waiting: int
    """Letters that were released and can still be taken back."""

    @property
    def first(self) -> datetime | None:
        return min((one.at for one in self.leaving), default=None)

    @property
    def last(self) -> datetime | None:
        return max((one.at for one in self.leaving), default=None)


def rehearse(sheet: Sheet, now: datetime) -> Rehearsal:
    """What a release at this moment would do."""
    ready = {row.target.pk: row for row in sheet.ready}
    rows = [row for row in ledger.frozen_targets(sheet.current) if row.target_id in ready] if sheet.current else []
    when = ledger.leaving(sheet.letter, rows, now)
    leaving = []
    for frozen in rows:
        contact = address_of(frozen.target, now)
        if contact is not None:
            row, zone = ready[frozen.target_id], pacing.zone_of(frozen.target)
            row.target.campaign = sheet.letter.campaign
            leaving.append(Leaving(row, contact.value, when[frozen.target_id], zone.key))
    return Rehearsal(leaving, recall.waiting(sheet.letter).count())
