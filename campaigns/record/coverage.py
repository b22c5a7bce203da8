"""Occasions one actor was asked about: it spoke, somebody looked and found nothing, or nobody has looked yet (R1)."""

from collections import defaultdict
from dataclasses import dataclass, field

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


def occasions(actor: Actor, standings: dict[int, Standing]) -> dict[int, list[Asked]]:
    """By coercing state, newest occasion first, in two queries.

    An occasion is here when a sheet asked this actor about it, or when a public row or look names it.
    """
    asked: dict[int, dict[int, Asked]] = defaultdict(dict)
    rows: dict[int, list[Position | Look]] = {about: [*one.public, *one.looks] for about, one in standings.items()}
    named = {row.occasion_id for found in rows.values() for row in found if row.occasion_id}
    known = Occasion.objects.public().in_bulk(named)
    for sheet in Sheet.objects.filter(lines__actor=actor, occasion__public=True).select_related("occasion"):
        asked[sheet.coercing_state_id][sheet.occasion_id] = Asked(sheet.occasion)
    for about, said in rows.items():
        for row in said:
            occasion = known.get(row.occasion_id or 0)
            if occasion is not None:
                one = asked[about].setdefault(occasion.pk, Asked(occasion))
                if isinstance(row, Look):
                    one.looks.append(row)
                else:
                    one.positions.append(row)
    return {about: sorted(found.values(), key=_newest_first) for about, found in asked.items()}


def _newest_first(one: Asked) -> tuple[int, str]:
    return (-one.occasion.on.toordinal() if one.occasion.on else 0, one.occasion.key)
