"""The annex: names and towns of those who may be named to one office (R10, R20).

The list is read once, in an order that says nothing about who signed when, and sealed a thousand names at a time; file
and digest are made of that. So memory stays flat, and what was handed over can be shown until people are erased.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from actors.accounts.models import User
from actors.exchange.writing import as_csv
from campaigns.delivery import paper
from campaigns.delivery.models import Annex, AnnexPart, Delivery, NamesByMail, Packet
from campaigns.letters.models import Letter, Version
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from campaigns.planning.naming import may_be_told_names
from campaigns.signing import carrying
from campaigns.signing.models import Signature
from foundation.history import journal
from foundation.vault import keys, seals

COLUMNS = ("number", "name", "town")
ON_PAPER_AT_MOST = 20_000
"""More names than these are a CSV file, whose digest stands on the letter."""
BY_MAIL_AT_MOST = 200
PART = 1_000
Row = tuple[str, str, str]


class TooMany(Exception):
    """More names than go by mail; by hand or by post they can go."""


class NumberOnly(Exception):
    """This office is told the number only."""


def named(version: Version, target: Target) -> QuerySet[Signature]:
    """Whose name may be handed to this office with this version of the letter: those who signed it, and nobody who
    signed another."""
    return Signature.objects.named_to(target).filter(carrying.signed(version))


def make(*, version: Version, target: Target, packet: Packet | None = None, delivery: Delivery | None = None) -> Annex:
    """Reads and seals the list as it is now. One for a delivery replaces the one before."""
    opened = keys.open_scope(target.campaign.scope)
    with transaction.atomic():
        if delivery is not None:
            Annex.objects.filter(delivery=delivery).delete()
        annex = Annex.objects.create(code=secrets.token_hex(16), packet=packet, delivery=delivery, target=target)
        digest, number = hashlib.sha256(), 0
        for part in _in_parts(named(version, target), opened):
            name = f"{annex.code}/{number}"
            AnnexPart.objects.create(annex=annex, place=number, sealed=seals.seal(opened, name, {"rows": part}))
            number += len(part)
        for piece in in_csv(annex, opened):
            digest.update(piece)
        annex.number, annex.digest = number, digest.hexdigest() if number else ""
        annex.save(update_fields=["number", "digest"])
    return annex


def _in_parts(signatures: QuerySet[Signature], opened: keys.Keys) -> Iterator[list[list[str]]]:
    people = signatures.order_by("code").values_list("supporter__code", "supporter__sealed")
    part: list[list[str]] = []
    for code, sealed in people.iterator(chunk_size=PART):
        details = seals.unseal(opened, code, sealed)
        part.append([" ".join(details["name"].split()), " ".join(details.get("town", "").split())])
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def rows(annex: Annex, opened: keys.Keys) -> Iterator[Row]:
    """Number, name and town, in the order of the list; none once people were erased."""
    number = 0
    for part in annex.parts.order_by("place").iterator(chunk_size=1):
        for name, town in seals.unseal(opened, f"{annex.code}/{part.place}", part.sealed)["rows"]:
            number += 1
            yield str(number), name, town


def in_csv(annex: Annex, opened: keys.Keys) -> Iterator[bytes]:
    """The list as a file whose cells compute nothing."""
    return as_csv(COLUMNS, rows(annex, opened))


def print_pdf(annex: Annex, opened: keys.Keys, *, language: str, heading: str, subject: str) -> bytes:
    """The list on paper, in two columns. For at most ``ON_PAPER_AT_MOST`` names."""
    said: dict[str, Any] = {
        "language": language,
        "heading": heading,
        "subject": subject,
        "line": line(annex),
        "rows": [list(row) for row in rows(annex, opened)],
    }
    compiler: Any = _compiler()
    pdf: bytes = compiler.compile(format="pdf", sys_inputs={"annex": json.dumps(said, ensure_ascii=False)})
    return pdf


@cache
def _compiler() -> Any:
    return paper.compiler("annex.typ")


def line(annex: Annex | None) -> str:
    """What the letter says about its annex; empty where there is none."""
    if annex is None or not annex.number:
        return ""
    said = ngettext(
        "Annex: the name of %(number)s person who agreed to be named to you. Digest of the list: %(digest)s.",
        "Annex: the names of %(number)s people who agreed to be named to you. Digest of the list: %(digest)s.",
        annex.number,
    )
    return said % {"number": f"{annex.number:,}".replace(",", "\u202f"), "digest": in_groups(annex.digest)}


def in_groups(digest: str) -> str:
    """A digest that can break at the end of a line."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def choose_mail(*, letter: Letter, target: Target, by: User, now: datetime, on: bool) -> bool:
    """The names go to this office with its mail, or no longer do. False if it was so already.

    Raises NotAllowed; NumberOnly or TooMany when they cannot go so.
    """
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        if on:
            if not may_be_told_names(target):
                raise NumberOnly
            if letter.current and named(letter.current, target).count() > BY_MAIL_AT_MOST:
                raise TooMany
            mine = {"member": member, "at": now}
            _row, changed = NamesByMail.objects.get_or_create(letter=letter, target=target, defaults=mine)
        else:
            changed = bool(NamesByMail.objects.filter(letter=letter, target=target).delete()[0])
        if changed:
            journal.write(
                deed="delivery.names_by_mail" if on else "delivery.no_names_by_mail",
                by=by,
                subject=("letter", letter.code),
                scope=letter.campaign.scope,
                now=now,
                detail={"office": target.office.key},
            )
        return changed


def for_mail(delivery: Delivery) -> Annex | None:
    """The annex that goes with this mail, made as it leaves: whoever left since is not on it. None where staff did not
    choose it, nobody may be named, or they have become too many."""
    if delivery.in_copy or not NamesByMail.objects.filter(letter=delivery.letter, target=delivery.target).exists():
        return None
    number = named(delivery.version, delivery.target).count()
    if not 0 < number <= BY_MAIL_AT_MOST:
        return None
    return make(version=delivery.version, target=delivery.target, delivery=delivery)


def forget_erased() -> int:
    """Destroys lists whose people were erased; number and digest stay. Returns how many parts."""
    over = Q(annex__target__campaign__parting__isnull=False) | Q(annex__target__campaign__shredded_at__isnull=False)
    gone, _each = AnnexPart.objects.filter(over).delete()
    return gone
