"""Occasions one actor was asked about: it spoke, somebody looked and found nothing, or nobody has looked yet (R1)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from actors.directory.models import Actor
from actors.positions.ledger import Coverage, Standing
from actors.positions.models import Look, Occasion, Position
from actors.watch.models import Sheet


@dataclass
class Asked:
    """One occasion, about one coercing state's measures."""

    occasion: Occasion
    positions: list[Position] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)

    @property
    def coverage(self) -> Coverage:
        """Words go before looks: who looked too early has been proved wrong."""
        if any(not row.is_silence for row in self.positions):
            return Coverage.SAID
        return Coverage.NOTHING_FOUND if self.looks or self.positions else Coverage.NOT_LOOKED


def occasions(actor: Actor, standings: dict[int, Standing], on: date) -> dict[int, list[Asked]]:
    """By coercing state, newest occasion first, in one query; ``standings`` come with their occasions.

    An occasion is here when it had begun by that day, and a sheet asked this actor about it or a public row or look
    names it.
    """
    asked: dict[int, dict[int, Asked]] = defaultdict(dict)
    sheets = Sheet.objects.filter(lines__actor=actor, occasion__public=True, occasion__on__lte=on)
    for sheet in sheets.select_related("occasion"):
        asked[sheet.coercing_state_id][sheet.occasion_id] = Asked(sheet.occasion)
    for about, standing in standings.items():
        for row in standing.public:
            if row.occasion and row.occasion.public:
                asked[about].setdefault(row.occasion.pk, Asked(row.occasion)).positions.append(row)
        for look in standing.looks:
            if look.occasion and look.occasion.public:
                asked[about].setdefault(look.occasion.pk, Asked(look.occasion)).looks.append(look)
    return {about: sorted(found.values(), key=_newest_first) for about, found in asked.items()}


def _newest_first(one: Asked) -> tuple[int, str]:
    return (-one.occasion.on.toordinal() if one.occasion.on else 0, one.occasion.key)
