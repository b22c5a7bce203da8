"""Releasing letters, and what became of each: at most once per target and round."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from actors.accounts.models import User
from campaigns.delivery.mails import around
from campaigns.delivery.models import Delivery
from campaigns.letters.approvals import address_of, digest
from campaigns.letters.models import FirstSignatory, FrozenTarget, Letter, Version
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from campaigns.signing.models import Signature
from foundation.history import journal
from foundation.outbox import post

PURPOSE = "delivery.letter"


class NotApproved(Exception):
    """No version of the letter was approved, or its text is no longer the approved one."""


class Unsigned(Exception):
    """Nobody's signature is confirmed, or all are erased already: there is no number to hand over."""


@dataclass
class Release:
    """What a release did: letters on their way, targets that were served before, and those held back with why."""

    released: list[Delivery] = field(default_factory=list)
    served: list[Target] = field(default_factory=list)
    held: list[tuple[Target, str]] = field(default_factory=list)


def confirmed(version: Version) -> int:
    """How many confirmed signatures the version has, counted from the rows."""
    return Signature.objects.confirmed().filter(version=version).count()


def obstacle(frozen: FrozenTarget) -> str:
    """Why this target's letter cannot go now, as a short key; empty when it can."""
    office = frozen.target.office
    contact = address_of(office)
    if contact is None:
        return "no_contact"
    if digest(contact.value) != frozen.address_digest:
        return "contact_changed"
    if not office.title_checked and not settings.DEMO:
        return "title_unchecked"
    return ""


def release(*, letter: Letter, by: User, now: datetime, round_number: int = 1) -> Release:
    """Lets the letter go to each of its targets, one collected letter each. Twice is once.

    Raises NotAllowed, NotApproved or Unsigned. A target without a usable, approved address is held back and named; a
    later release serves it, and only it.
    """
    member = member_of(letter.campaign, by)
    version = letter.current
    if version is None or not version.fingerprint or fingerprint(version) != version.fingerprint:
        raise NotApproved
    result = Release()
    with transaction.atomic():
        count = confirmed(version)
        if not count:
            raise Unsigned
        names = signatories(letter)
        served = set(Delivery.objects.filter(letter=letter, round=round_number).values_list("target_id", flat=True))
        frozen_rows = FrozenTarget.objects.filter(approval__version=version).select_related(
            "target__office__actor", "target__office__kind"
        )
        for frozen in frozen_rows.prefetch_related("target__office__contacts").order_by("target__position", "pk"):
            why = obstacle(frozen)
            if frozen.target_id in served:
                result.served.append(frozen.target)
            elif why:
                result.held.append((frozen.target, why))
            else:
                _send(letter, version, frozen, member.pk, count, names, round_number, now, result)
        if result.released:
            journal.write(
                deed="delivery.released",
                by=by,
                subject=("letter", letter.code),
                scope=letter.campaign.scope,
                now=now,
                detail={
                    "released": len(result.released),
                    "held": len(result.held),
                    "signatures": count,
                    "round": round_number,
                    "fingerprint": version.fingerprint[:16],
                },
            )
    return result


def signatories(letter: Letter) -> list[dict[str, str]]:
    """The first signatories who agreed, in the order staff set, as they will stand on the letter."""
    rows = FirstSignatory.objects.filter(letter=letter, confirmed_on__isnull=False).order_by("position", "pk")
    return [
        {
            "name": row.name,
            "title": row.title,
            "affiliation": row.affiliation,
            "capacity": "personal" if row.in_personal_capacity else "official",
        }
        for row in rows
    ]


def language_for(version: Version, frozen: FrozenTarget) -> str:
    """The language of the contact when the letter exists in it, else English, else the first there is."""
    contact = address_of(frozen.target.office)
    return version.translation(contact.language if contact and contact.language else "en").language


def _send(
    letter: Letter,
    version: Version,
    frozen: FrozenTarget,
    member_pk: int,
    count: int,
    names: list[dict[str, str]],
    round_number: int,
    now: datetime,
    result: Release,
) -> None:
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                letter=letter,
                version=version,
                target=frozen.target,
                round=round_number,
                language=language_for(version, frozen),
                signatures=count,
                first_signatories=names,
                address_digest=frozen.address_digest,
                released_by_id=member_pk,
                released_at=now,
            )
    except IntegrityError:
        # Somebody released at the same moment: theirs stands.
        result.served.append(frozen.target)
        return
    delivery.refresh_from_db(fields=["code"])
    post.queue(
        purpose=PURPOSE,
        recipient=("delivery", delivery.code),
        slot=f"round-{round_number}",
        text_version=version.fingerprint,
        scope=letter.campaign.scope,
        params={"around": around(delivery)},
        now=now,
    )
    result.released.append(delivery)
