"""An organisation endorses a letter: says so, proves who it is, withdraws."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from actors.accounts.models import Member, User
from actors.search.folding import fold
from campaigns.endorsing.models import ClosedRound, Decline, Endorsement, Proof, Removal, RoundInvitation
from campaigns.endorsing.rounds import MatchWaits, Over, must_be_open
from campaigns.letters.models import Letter, Version
from campaigns.planning.members import member_of
from campaigns.planning.safeguards import undecided_matches
from foundation.history import journal
from foundation.outbox import post
from foundation.vault import keys, seals
from foundation.vault.addresses import OTHER, provider

CONFIRM, LINKS = "endorsing.confirm", "endorsing.links"
CONFIRM_DAYS = 14
"""How long the link in the mail is good. After that an endorsement nobody confirmed is erased."""


class Closed(Exception):
    """The letter is not public, or its campaign is over."""


class Expired(Exception):
    """The confirmation came too late."""


class Taken(Exception):
    """Another endorsement of this organisation stands already."""


class Unproven(Exception):
    """The deed needs an endorsement that its organisation confirmed, or a member of a verified organisation."""


@dataclass(frozen=True)
class Said:
    """What an organisation says: who it is, and who speaks for it. Withheld: a region in place of all the former."""

    name: str
    country: str
    kind: str
    representative: str
    role: str
    email: str
    language: str
    website: str = ""
    statement: str = ""
    region: str = ""

    @property
    def is_withheld(self) -> bool:
        return bool(self.region)

    @property
    def sealed(self) -> dict[str, str]:
        who = {"representative": self.representative, "role": self.role, "email": self.email}
        names = ("name", "country", "kind", "website", "statement")
        return who | ({name: getattr(self, name) for name in names} if self.is_withheld else {})

    @property
    def clear(self) -> dict[str, Any]:
        if self.is_withheld:
            return {"is_withheld": True, "region": self.region}
        return {name: getattr(self, name) for name in ("name", "country", "kind", "website", "statement")}


def site_of(website: str) -> str:
    """Host and path of a website, in one spelling: what one organisation has and no other."""
    parts = urlsplit(website)
    return f"{host_of(website)}{parts.path.rstrip('/')}" if parts.hostname else ""


def host_of(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.")


def is_of_its_domain(email: str, website: str) -> bool:
    """Whether the address is one of the website’s own domain, and no large provider’s."""
    host, domain = host_of(website), email.rpartition("@")[2].lower()
    return bool(host) and domain == host and provider(email) == OTHER


def _make(letter: Letter, version: Version, said: Said, now: datetime, **fields: Any) -> Endorsement:
    opened = keys.open_scope(letter.campaign.scope)
    site = site_of(said.website)
    row = Endorsement(
        letter=letter,
        version=version,
        name_tag=seals.address_tag(opened, f"{fold(said.name)}|{said.country}"),
        domain_tag=seals.address_tag(opened, site) if site else "",
        sealed=b"",
        language=said.language,
        given_on=now.date(),
        **said.clear,
        **fields,
    )
    row.save()
    row.refresh_from_db(fields=["code"])
    row.sealed = seals.seal(opened, row.code, said.sealed)
    row.save(update_fields=["sealed"])
    return row


def details(row: Endorsement, opened: keys.Keys) -> dict[str, str]:
    """What is sealed of it. Raises ``seals.Broken``."""
    return {name: str(value) for name, value in seals.unseal(opened, row.code, row.sealed).items()}


def answer(*, invitation: RoundInvitation, said: Said, now: datetime) -> Endorsement:
    """An invited organisation endorses. Its link was mailed to it alone, so it stands at once. Twice is once.

    Raises Over or Taken.
    """
    with transaction.atomic():
        found = ClosedRound.objects.select_for_update().get(pk=invitation.round_id)
        must_be_open(found, now)
        if held := Endorsement.objects.filter(invitation=invitation).first():
            return held
        text = found.text
        if text is None:
            raise Over
        Decline.objects.filter(invitation=invitation).delete()
        stands = {"confirmed_on": now.date(), "stands_on": now.date()}
        try:
            with transaction.atomic():
                row = _make(invitation.round.letter, text, said, now, invitation=invitation, **stands)
        except IntegrityError:
            raise Taken from None
        Proof.objects.create(endorsement=row, way=Proof.Way.INVITED, member=invitation.member, on=now.date())
        post.cancel(recipient=("invitation", invitation.code), now=now)
        _mail(LINKS, row, now)
    return row


def _mail(purpose: str, row: Endorsement, now: datetime, expires_at: datetime | None = None) -> None:
    scope = row.letter.campaign.scope
    post.queue(purpose=purpose, recipient=("endorsement", row.code), scope=scope, now=now, expires_at=expires_at)


def offer(*, letter: Letter, said: Said, form_number: str, now: datetime) -> None:
    """An organisation endorses a public letter by itself: a mail asks its address to confirm. A form sent twice is one.

    Raises Closed.
    """
    if letter.current is None or not letter.is_open(now):
        raise Closed
    opened = keys.open_scope(letter.campaign.scope)
    with transaction.atomic():
        code = seals.address_tag(opened, form_number)[:32]
        if Endorsement.objects.filter(code=code).exists():
            return
        row = _make(letter, letter.current, said, now, code=code)
        _mail(CONFIRM, row, now, expires_at=now + timedelta(days=CONFIRM_DAYS))


def confirm(*, endorsement: Endorsement, now: datetime) -> Endorsement:
    """The representative pressed the button. From an address of the organisation’s own website it stands at once,
    unless its name is under a measure or stands already; else it waits for staff. Twice is once.

    Raises Expired or Closed.
    """
    with transaction.atomic():
        row = locked(endorsement)
        if row.confirmed_on is not None:
            return row
        if is_late(row, now.date()):
            raise Expired
        if not row.letter.is_open(now):
            raise Closed
        row.confirmed_on = now.date()
        row.save(update_fields=["confirmed_on"])
        said = details(row, keys.open_scope(row.letter.campaign.scope))
        website = row.website or said.get("website", "")
        if is_of_its_domain(said["email"], website) and not _matches(row, now):
            _stand_if_free(row, Proof.Way.DOMAIN, None, now)
        _mail(LINKS, row, now)
    return row


def is_late(row: Endorsement, today: date) -> bool:
    return row.confirmed_on is None and (today - row.given_on).days > CONFIRM_DAYS


def locked(endorsement: Endorsement) -> Endorsement:
    rows = Endorsement.objects.select_for_update(of=("self",)).select_related("letter__campaign")
    return rows.get(pk=endorsement.pk)


def _matches(row: Endorsement, now: datetime) -> bool:
    return not row.is_withheld and bool(undecided_matches(row.letter.campaign, [row.name], now=now))


def _stand_if_free(row: Endorsement, way: str, member: Member | None, now: datetime) -> bool:
    try:
        with transaction.atomic():
            row.stands_on = now.date()
            row.save(update_fields=["stands_on"])
    except IntegrityError:
        row.stands_on = None
        return False
    Proof.objects.update_or_create(endorsement=row, defaults={"way": way, "member": member, "on": now.date()})
    return True


def verify(*, endorsement: Endorsement, by: User, now: datetime, vouch: bool = False) -> None:
    """Staff checked who it is, or vouch for it as members of a verified organisation: now it stands. Twice is once.

    Raises NotAllowed, Unproven, MatchWaits or Taken.
    """
    member = member_of(endorsement.letter.campaign, by)
    with transaction.atomic():
        row = locked(endorsement)
        if row.stands_on is not None:
            return
        is_removed = Removal.objects.filter(endorsement=row).exists()
        if row.confirmed_on is None or is_removed or (vouch and member.organisation.verified_at is None):
            raise Unproven
        if _matches(row, now):
            raise MatchWaits
        if not _stand_if_free(row, Proof.Way.VOUCHED if vouch else Proof.Way.STAFF, member, now):
            raise Taken
        write(row, "endorsement.vouched" if vouch else "endorsement.checked", by, now)


def withdraw(*, endorsement: Endorsement, now: datetime) -> None:
    """The organisation takes it back, whenever: the row goes, and no list has it any more. Twice is once."""
    with transaction.atomic():
        row = Endorsement.objects.select_for_update(of=("self",)).filter(pk=endorsement.pk).first()
        if row is not None:
            post.cancel(recipient=("endorsement", row.code), now=now)
            write(row, "endorsement.withdrawn", None, now, is_named=False)
            row.delete()


def forget_unconfirmed(*, now: datetime) -> int:
    """Erases what nobody confirmed in time; returns how many."""
    limit = now.date() - timedelta(days=CONFIRM_DAYS)
    gone, _each = Endorsement.objects.filter(confirmed_on=None, given_on__lt=limit).delete()
    return gone


def write(row: Endorsement, deed: str, by: User | None, now: datetime, *, is_named: bool = True) -> None:
    """Into the journal, which is for all who may see the campaign: nothing of a name that is withheld or withdrawn."""
    who: dict[str, Any] = {"organisation": row.name} if is_named and not row.is_withheld else {}
    subject = ("letter", row.letter.code)
    journal.write(deed=deed, by=by, subject=subject, scope=row.letter.campaign.scope, now=now, detail=who)
