"""A closed round: opened, moved, filled with invitations, answered, reminded of, published (R16).

Nothing of it is public before its embargo is over; ``EndorsementQuerySet.public`` holds that, and so does
``Letter.opened_at`` for a letter that waits with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from actors.accounts.models import User
from campaigns.endorsing.models import ClosedRound, Comment, Decline, Endorsement, RoundInvitation
from campaigns.letters.models import Letter
from campaigns.letters.texts import fingerprint
from campaigns.planning.members import member_of
from campaigns.planning.models import Campaign
from campaigns.planning.safeguards import undecided_matches
from foundation.history import journal
from foundation.outbox import post
from foundation.vault import keys, seals
from foundation.vault.addresses import canonical

INVITE, REMIND = "endorsing.invite", "endorsing.remind"
REMINDED = {"week": timedelta(days=7), "last": timedelta(days=1)}
"""How long before the deadline whoever has not answered is reminded."""
QUIET = timedelta(days=1)
"""Nobody is reminded so soon after the invitation."""


class BadTimes(Exception):
    """The deadline lies in the past, or after the end of the embargo."""


class EmbargoOver(Exception):
    """What was held back is public already."""


class NotFrozen(Exception):
    """The letter has no approved text to ask about."""


class Over(Exception):
    """The deadline has passed, or the round is published."""


class MatchWaits(Exception):
    """A name that would be published is that of somebody under a measure, and no owner has decided yet (R17)."""


@dataclass(frozen=True)
class Asked:
    """An organisation to be asked. All of it is sealed."""

    organisation: str
    email: str
    person: str = ""


def _write(letter: Letter, deed: str, by: User | None, now: datetime, **detail: str | int) -> None:
    subject = ("letter", letter.code)
    journal.write(deed=deed, by=by, subject=subject, scope=letter.campaign.scope, now=now, detail={**detail})


def embargo_until(letter: Letter) -> datetime | None:
    """Before when the letter cannot be released, nor anything of its round be public."""
    found = ClosedRound.objects.filter(letter=letter).first()
    return found.embargo_until_at if found else None


def set_round(
    *, letter: Letter, deadline_at: datetime, embargo_until_at: datetime, by: User, now: datetime
) -> ClosedRound:
    """Opens the letter’s round, or moves its times while its embargo lasts. Twice is once.

    A letter that is not public yet opens for signing when the embargo ends. Raises NotAllowed, BadTimes or EmbargoOver.
    """
    member = member_of(letter.campaign, by)
    if not now < deadline_at <= embargo_until_at:
        raise BadTimes
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter.pk)
        found = ClosedRound.objects.filter(letter=locked).first()
        times = {"deadline_at": deadline_at, "embargo_until_at": embargo_until_at}
        if found is None:
            campaign = Campaign.objects.get(pk=letter.campaign_id)
            is_public = locked.is_public(now) and campaign.launched_at is not None
            found = ClosedRound(letter=locked, holds_letter=not is_public, made_by=member, made_at=now, **times)
            found.save()
            keys.create(campaign.scope, today=now.date())
        elif not found.is_under_embargo(now):
            raise EmbargoOver
        elif (found.deadline_at, found.embargo_until_at) == (deadline_at, embargo_until_at):
            return found
        else:
            ClosedRound.objects.filter(pk=found.pk).update(**times)
        if found.holds_letter:
            Letter.objects.filter(pk=letter.pk).update(opened_at=embargo_until_at)
        found.refresh_from_db()
        said = {"deadline": deadline_at.isoformat(), "embargo": embargo_until_at.isoformat()}
        _write(letter, "round.set", by, now, **said)
    letter.refresh_from_db()
    return found


def invite(*, of: ClosedRound, asked: list[Asked], language: str, by: User, now: datetime) -> int:
    """Asks organisations about the frozen text, each by a link of its own; returns how many are new. Twice is once.

    Raises NotAllowed, Over or NotFrozen.
    """
    member = member_of(of.letter.campaign, by)
    with transaction.atomic():
        found = ClosedRound.objects.select_for_update().get(pk=of.pk)
        must_be_open(found, now)
        version = found.version or of.letter.current
        if version is None or not version.fingerprint or fingerprint(version) != version.fingerprint:
            raise NotFrozen
        if found.version_id is None:
            ClosedRound.objects.filter(pk=found.pk).update(version=version)
        opened = keys.open_scope(of.letter.campaign.scope)
        tags = {seals.address_tag(opened, canonical(one.email)): one for one in asked}
        known = set(RoundInvitation.objects.filter(round=found, tag__in=tags).values_list("tag", flat=True))
        for tag, one in tags.items():
            if tag not in known:
                row = RoundInvitation.objects.create(
                    round=found, tag=tag, sealed=b"", language=language, member=member, on=now.date()
                )
                row.refresh_from_db(fields=["code"])
                row.sealed = seals.seal(opened, row.code, dict(vars(one)))
                row.save(update_fields=["sealed"])
                _mail(INVITE, row, "once", now, expires_at=found.deadline_at)
        if new := len(tags) - len(known):
            _write(of.letter, "round.invited", by, now, number=new)
    of.refresh_from_db()
    return new


def _mail(purpose: str, row: RoundInvitation, slot: str, now: datetime, expires_at: datetime) -> bool:
    scope = row.round.letter.campaign.scope
    to = ("invitation", row.code)
    return post.queue(purpose=purpose, recipient=to, slot=slot, scope=scope, now=now, expires_at=expires_at) is not None


def unanswered(of: ClosedRound) -> list[RoundInvitation]:
    rows = RoundInvitation.objects.filter(round=of, endorsement=None, decline=None)
    return list(rows.select_related("round__letter__campaign").order_by("pk"))


def remind(*, of: ClosedRound, by: User, now: datetime) -> int:
    """Reminds whoever has not answered, at most once a day; returns how many. Raises NotAllowed or Over."""
    member_of(of.letter.campaign, by)
    with transaction.atomic():
        must_be_open(ClosedRound.objects.select_for_update().get(pk=of.pk), now)
        slot = f"day-{now.date()}"
        count = sum(_mail(REMIND, row, slot, now, expires_at=of.deadline_at) for row in unanswered(of))
        if count:
            _write(of.letter, "round.reminded", by, now, number=count)
    return count


def remind_due(*, now: datetime) -> int:
    """Reminds, once a week and once a day before each deadline, whoever has not answered. Twice is once."""
    count = 0
    rounds = ClosedRound.objects.filter(deadline_at__gt=now, deadline_at__lte=now + max(REMINDED.values()))
    for found in rounds.filter(published_at=None):
        slot, _before = min(
            ((name, before) for name, before in REMINDED.items() if found.deadline_at - before <= now),
            key=lambda pair: pair[1],
        )
        with transaction.atomic():
            for row in unanswered(found):
                if row.on <= (now - QUIET).date():
                    count += _mail(REMIND, row, slot, now, expires_at=found.deadline_at)
    return count


def decline(*, invitation: RoundInvitation, now: datetime) -> None:
    """The organisation does not endorse; an endorsement given before is taken back. Twice is once. Raises Over."""
    with transaction.atomic():
        must_be_open(ClosedRound.objects.select_for_update().get(pk=invitation.round_id), now)
        Endorsement.objects.filter(invitation=invitation).delete()
        Decline.objects.get_or_create(invitation=invitation, defaults={"on": now.date()})
        post.cancel(recipient=("invitation", invitation.code), now=now)


def comment(*, invitation: RoundInvitation, words: str, form_number: str, now: datetime) -> None:
    """Words for the coordinators alone. A form sent twice is one. Raises Over, or ``keys.KeyGone``."""
    with transaction.atomic():
        must_be_open(ClosedRound.objects.select_for_update().get(pk=invitation.round_id), now)
        opened = keys.open_scope(invitation.round.letter.campaign.scope)
        code = seals.address_tag(opened, form_number)[:32]
        if not Comment.objects.filter(code=code).exists():
            sealed = seals.seal(opened, code, {"words": words})
            Comment.objects.create(code=code, invitation=invitation, sealed=sealed, on=now.date())


def publish(*, of: ClosedRound, by: User, now: datetime) -> None:
    """Lets the round go public: at once, or by itself when its embargo ends. Nobody answers any more. Twice is once.

    Raises NotAllowed, or MatchWaits while a name waits for an owner’s decision.
    """
    member = member_of(of.letter.campaign, by)
    with transaction.atomic():
        found = ClosedRound.objects.select_for_update().get(pk=of.pk)
        if found.published_at is not None:
            return
        rows = Endorsement.objects.filter(invitation__round=found)
        names = list(rows.filter(is_withheld=False).order_by("pk").values_list("name", flat=True))
        if undecided_matches(of.letter.campaign, names, now=now):
            raise MatchWaits
        ClosedRound.objects.filter(pk=found.pk).update(published_at=now, published_by=member)
        for row in unanswered(found):
            post.cancel(recipient=("invitation", row.code), now=now)
        _write(of.letter, "round.published", by, now, number=rows.count())
    of.refresh_from_db()


def must_be_open(found: ClosedRound, now: datetime) -> None:
    """Raises Over."""
    if not found.is_open(now) or found.published_at is not None:
        raise Over
