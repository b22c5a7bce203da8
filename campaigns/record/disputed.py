"""Rows that somebody concerned disputes, shown beside them and all on one page, with what came of it (R5)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from actors.checking.models import Dispute
from campaigns.record import disclosed, rows


@dataclass(frozen=True)
class Disputed:
    """A dispute with the row it stands beside."""

    dispute: Dispute
    row: Any

    @property
    def title(self) -> str:
        return disclosed.title(self.row)

    @property
    def url(self) -> str:
        return disclosed.way(self.row)

    @property
    def kind(self) -> str:
        return str(self.row._meta.verbose_name)


def shown() -> list[Disputed]:
    """Newest first. A dispute whose row the public may not see has nothing to stand beside, and is not here.

    One query, and one for each kind of row that is disputed.
    """
    disputes = list(Dispute.objects.shown().order_by("-raised_on", "-pk"))
    keys: dict[str, set[str]] = defaultdict(set)
    for dispute in disputes:
        keys[dispute.kind].add(dispute.key)
    found = {kind: rows.find_all(kind, names) for kind, names in keys.items()}
    pairs = ((dispute, found[dispute.kind].get(dispute.key)) for dispute in disputes)
    return [Disputed(dispute, row) for dispute, row in pairs if row is not None]
