"""The handover packet: cover sheet, letters, annexes, how many were left out and why, checksums; and who took it.

Taking one out seals the lists and writes the journal; the file is streamed and never lies on a disk of ours.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.exchange.writing import as_csv
from campaigns.delivery import annex, ledger, left_out, mails, paper, rounds
from campaigns.delivery.models import Annex, AnnexPart, Delivery, Packet, Receipt, Way
from campaigns.letters.addressing import address_of
from campaigns.letters.models import FrozenTarget, Letter, Version
from campaigns.planning.campaigns import member_of
from campaigns.planning.courts import is_forbidden
from campaigns.planning.models import Target
from foundation.dates import in_words
from foundation.history import journal
from foundation.vault import keys

LEFT_OUT = ("office", "signatures", "named", "number_only", "not_agreed", "struck", "not_passed", "before_added")


class NobodyToServe(Exception):
    """None of the offices chosen can be handed the letter."""


class NoPacket(Exception):
    """No packet of this round was taken out for this office: there is nothing that could have been handed over."""


class NotThatDay(Exception):
    """It cannot have been handed over before its packet was made, nor tomorrow."""


def obstacle(frozen: FrozenTarget, version: Version, now: datetime) -> str:
    """Why this office's letter cannot go on paper; no address is needed, everything else is as by mail."""
    target = frozen.target
    if is_forbidden(target.office):
        return "at_the_court"
    if target.office.is_disputed(now.date()) and address_of(target, now) is None:
        return "holder_disputed"
    return ledger.unfit_words(frozen, language_of(frozen, version, now), now)


def language_of(frozen: FrozenTarget, version: Version, now: datetime) -> str:
    return ledger.language_for(version, address_of(frozen.target, now))


def make(*, letter: Letter, offices: Collection[str], by: User, now: datetime) -> Packet:
    """Takes out a packet for some offices (by key): seals the list for each and writes the journal. An earlier packet
    of which nothing was handed over loses its lists.

    Raises NotAllowed, ``ledger.NotApproved``, ``ledger.Unsigned``, ``ledger.Embargoed``, ``ledger.MatchUndecided``,
    NobodyToServe.
    """
    member = member_of(letter.campaign, by)
    version = ledger.approved(letter)
    with transaction.atomic():
        count = ledger.to_hand_over(letter, version, now)
        rows = [row for row in ledger.frozen_targets(version) if row.target.office.key in offices and not row.in_copy]
        rows = [row for row in rows if not obstacle(row, version, now)]
        if not rows:
            raise NobodyToServe
        AnnexPart.objects.filter(annex__packet__letter=letter, annex__packet__receipts=None).delete()
        here = rounds.current(letter)
        made = {"version": version, "round": here, "signatures": count, "made_by": member, "made_at": now}
        packet = Packet.objects.create(letter=letter, **made)
        packet.refresh_from_db(fields=["code"])
        for row in rows:
            annex.make(version=version, target=row.target, packet=packet)
        journal.write(
            deed="delivery.packet_made",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"offices": len(rows), "signatures": count, "round": here, "packet": packet.code[:8]},
        )
    return packet


def hand_over(
    *, letter: Letter, target: Target, way: str, on: date, taken_by: str, by: User, now: datetime
) -> Delivery:
    """Records that the newest packet's letter was handed over (or posted). Twice is once, in each round and way.

    Raises NotAllowed, NoPacket, NotThatDay.
    """
    member = member_of(letter.campaign, by)
    zone = ZoneInfo(letter.campaign.time_zone)
    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=letter.pk)
        done = Delivery.objects.filter(letter=letter, target=target, round=rounds.current(letter), way=way).first()
        if done is not None:
            return done
        names = _newest(letter, target)
        if names is None or names.packet is None:
            raise NoPacket
        packet = names.packet
        if not timezone.localtime(packet.made_at, zone).date() <= on <= timezone.localtime(now, zone).date():
            raise NotThatDay
        row = _frozen(packet.version, target)
        draft = _letter(packet, row, way, now)
        draft.released_by, draft.released_at, draft.sent_at = member, now, datetime.combine(on, time(12), zone)
        draft.save()
        draft.refresh_from_db(fields=["code"])
        Receipt.objects.create(delivery=draft, packet=packet, on=on, taken_by=taken_by[:160], member=member, at=now)
        journal.write(
            deed="delivery.handed_over",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"office": target.office.key, "way": way, "on": on.isoformat(), "names": names.number},
        )
    return draft


def _newest(letter: Letter, target: Target) -> Annex | None:
    rows = Annex.objects.filter(packet__letter=letter, packet__round=rounds.current(letter), target=target)
    return rows.select_related("packet__version").order_by("-packet__pk").first()


def _frozen(version: Version, target: Target) -> FrozenTarget:
    return next(row for row in ledger.frozen_targets(version) if row.target_id == target.pk)


def _letter(packet: Packet, frozen: FrozenTarget, way: str, now: datetime) -> Delivery:
    """The letter to one office out of the packet, not saved."""
    language = language_of(frozen, packet.version, now)
    before = ledger.said_before(packet.version, packet.round).get(frozen.target_id)
    return Delivery(
        letter=packet.letter,
        version=packet.version,
        target=frozen.target,
        round=packet.round,
        way=way,
        language=language,
        **ledger.stands_with(packet.letter, packet.version, now) | {"signatures": packet.signatures},
        signatures_before=before.signatures if before else None,
        said_before_on=ledger.day_of(before) if before else None,
        words={language: frozen.in_force.words[language]},
        released_at=packet.made_at,
    )


@dataclass
class _Room(io.RawIOBase):
    """Where the archive is written to, a piece at a time."""

    def __post_init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found


def stream(packet: Packet, *, tables: bool, now: datetime) -> Iterator[bytes]:
    """The archive, piece by piece. ``tables``: each list also as CSV, for an office that wants to work with it."""
    room, sums = _Room(), []
    day = timezone.localtime(packet.made_at, ZoneInfo(packet.letter.campaign.time_zone))
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _files(packet, tables, now):
            digest = hashlib.sha256()
            with archive.open(zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0)), "w") as file:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                    yield room.take()
            sums.append(f"{digest.hexdigest()}  {name}\n")
        archive.writestr("checksums.sha256", "".join(sums))
    yield room.take()


def _files(packet: Packet, tables: bool, now: datetime) -> Iterator[tuple[str, Iterable[bytes]]]:
    opened = keys.open_scope(packet.letter.campaign.scope)
    annexes = list(packet.annexes.select_related("target__office__actor__part_of", "target__office__kind"))
    by_target = {row.target_id: row for row in annexes}
    rows = [row for row in ledger.frozen_targets(packet.version) if row.target_id in by_target]
    yield "cover.pdf", [_cover(packet, rows, by_target)]
    for row in rows:
        names, key = by_target[row.target_id], row.target.office.key
        sheet = mails.lay_out(_letter(packet, row, Way.HAND, now), now, names)
        yield f"letters/{key}.pdf", [paper.print_pdf(sheet)]
        if not names.number:
            continue
        if names.number <= annex.ON_PAPER_AT_MOST:
            with translation.override(sheet.language):
                said = {"language": sheet.language, "heading": _("Annex: those who signed"), "subject": sheet.subject}
                yield f"annexes/{key}.pdf", [annex.print_pdf(names, opened, **said)]
        if tables or names.number > annex.ON_PAPER_AT_MOST:
            yield f"annexes/{key}.csv", annex.in_csv(names, opened)
    yield "left-out.csv", as_csv(LEFT_OUT, _left_out(packet, rows))


def _left_out(packet: Packet, rows: list[FrozenTarget]) -> Iterator[tuple[str, ...]]:
    counted = left_out.count(packet.version, [row.target for row in rows])
    for row in rows:
        found = counted[row.target_id]
        yield (row.target.office.key, str(found.total), *(str(getattr(found, column)) for column in LEFT_OUT[2:]))


def _cover(packet: Packet, rows: list[FrozenTarget], annexes: dict[int, Annex]) -> bytes:
    """One page in the language of the desk, to be signed by whoever takes it."""
    letter = packet.letter
    made = timezone.localtime(packet.made_at, ZoneInfo(letter.campaign.time_zone))
    said = {
        "organisation": letter.campaign.organisation.name,
        "letterhead": mails.letterhead(letter.campaign),
        "heading": _("Handed over: %(what)s") % {"what": packet.version.translation().subject},
        "date": in_words(made, "j F Y"),
        "count_line": mails.count_line(packet.signatures),
        "head": [_("Office"), _("Names annexed"), _("Digest of the list")],
        "rows": [
            [
                f"{row.target.office.title}, {row.target.office.actor.name}",
                str(annexes[row.target_id].number),
                annex.in_groups(annexes[row.target_id].digest),
            ]
            for row in rows
        ],
        "lines": [_("Received on"), _("By (desk or function)"), _("Stamp or signature")],
        "foot": _("Text of the letter: version %(number)s, fingerprint %(fingerprint)s. Packet %(packet)s.")
        % {
            "number": packet.version.number,
            "fingerprint": packet.version.fingerprint[:16],
            "packet": packet.code[:8],
        },
    }
    pdf: bytes = paper.compiler("cover.typ").compile(
        format="pdf", sys_inputs={"cover": json.dumps(said, ensure_ascii=False)}
    )
    return pdf
