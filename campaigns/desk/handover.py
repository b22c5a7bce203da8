"""Handing letters over on paper, as the desk shows it: what each office would get, and what it has got."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from campaigns.delivery import left_out, packet
from campaigns.delivery.annex import BY_MAIL_AT_MOST
from campaigns.delivery.ledger import frozen_targets
from campaigns.delivery.left_out import LeftOut
from campaigns.delivery.models import Annex, Delivery, NamesByMail, Packet, Way
from campaigns.desk import words
from campaigns.desk.sheets import Sheet
from campaigns.planning.models import Target


@dataclass(frozen=True)
class Paper:
    """One office: how many names it would be told, and what was handed over in this round."""

    target: Target
    counted: LeftOut
    obstacle: str
    in_packet: bool
    by_mail: bool
    handed: list[Delivery] = field(default_factory=list)

    @property
    def why(self) -> str:
        return str(words.OBSTACLES.get(self.obstacle, ""))

    @property
    def may_go_by_mail(self) -> bool:
        return 0 < self.counted.named <= BY_MAIL_AT_MOST or self.by_mail


@dataclass(frozen=True)
class Handover:
    papers: list[Paper]
    newest: Packet | None

    @property
    def ready(self) -> list[Paper]:
        return [row for row in self.papers if not row.obstacle]

    @property
    def in_packet(self) -> list[Paper]:
        """Those of which it can be said that it was handed over."""
        return [row for row in self.papers if row.in_packet]


def look(sheet: Sheet, now: datetime) -> Handover:
    """Of an approved letter; a draft has nothing to hand over."""
    version = sheet.current
    if version is None:
        return Handover([], None)
    frozen = [row for row in frozen_targets(version) if not row.in_copy]
    targets = [row.target for row in frozen]
    for target in targets:
        target.campaign = sheet.letter.campaign
    counted = left_out.count(version, targets)
    handed = defaultdict(list)
    rows = Delivery.objects.filter(letter=sheet.letter, round=sheet.round).exclude(way=Way.MAIL)
    for row in rows.select_related("receipt__member__user").order_by("pk"):
        handed[row.target_id].append(row)
    made = Annex.objects.filter(packet__letter=sheet.letter, packet__round=sheet.round)
    in_packet = set(made.values_list("target", flat=True))
    by_mail = set(NamesByMail.objects.filter(letter=sheet.letter).values_list("target", flat=True))
    papers = [
        Paper(
            row.target,
            counted[row.target_id],
            packet.obstacle(row, version, now),
            row.target_id in in_packet,
            row.target_id in by_mail,
            handed[row.target_id],
        )
        for row in frozen
    ]
    newest = Packet.objects.filter(letter=sheet.letter, round=sheet.round).select_related("made_by__user").last()
    return Handover(papers, newest)
