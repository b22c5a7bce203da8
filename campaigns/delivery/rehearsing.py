"""A test mail: the letter as one office would get it, sent to the member who asks, marked [TEST]; to nobody else."""

from datetime import datetime

from django.utils import translation

from actors.accounts.models import User
from campaigns.delivery import ledger, mails
from campaigns.delivery.models import Delivery
from campaigns.letters.models import FrozenTarget, Letter
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail

PURPOSE = "delivery.test"


class NotItsTarget(Exception):
    """The approved letter does not go to this office."""


def ask(*, letter: Letter, target: Target, by: User, now: datetime) -> bool:
    """Queues the test; once a minute for each office. False when it was asked for just now.

    Raises NotAllowed, ``ledger.NotApproved``, NotItsTarget.
    """
    member_of(letter.campaign, by)
    version = ledger.approved(letter)
    if not FrozenTarget.objects.filter(approval__version=version, target=target).exists():
        raise NotItsTarget
    queued = post.queue(
        purpose=PURPOSE,
        recipient=("member", by.code),
        slot=f"{target.code}-{now:%Y%m%d%H%M}",
        text_version=version.fingerprint,
        scope=letter.campaign.scope,
        params={"letter": letter.code, "target": target.code},
        now=now,
    )
    return queued is not None


def _tester(message: Message) -> User | None:
    return User.objects.filter(code=message.recipient_code, is_active=True).first()


def own_address(message: Message, now: datetime) -> str | None:
    """Where a test goes: the member's own address. For ``purposes.rehearse``; other messages are not tests."""
    user = _tester(message) if message.purpose == PURPOSE else None
    return user.email if user else None


def wanted(message: Message, now: datetime) -> bool:
    """As long as the member may still see the letter."""
    user = _tester(message)
    return user is not None and Letter.objects.visible_to(user).filter(code=message.params.get("letter")).exists()


def render(message: Message, now: datetime) -> Mail:
    """The letter as it would go now, with the number and the signatories of now; nothing is recorded."""
    user = _tester(message)
    letter = Letter.objects.select_related("campaign__organisation").filter(code=message.params["letter"]).first()
    if user is None or letter is None or letter.current is None:
        raise Gone
    rows = {row.target.code: row for row in ledger.frozen_targets(letter.current)}
    frozen = rows.get(message.params["target"])
    if frozen is None:
        raise Gone
    sheet = mails.lay_out(_draft(letter, frozen, now), now)
    campaign = letter.campaign
    with translation.override(sheet.language):
        return mails.written(sheet, campaign, to=user.email, reply_to=campaign.organisation.contact_email)


def _draft(letter: Letter, frozen: FrozenTarget, now: datetime) -> Delivery:
    version = frozen.approval.version
    language = ledger.language_for(version, ledger.address_of(frozen.target, now))
    return Delivery(
        letter=letter,
        version=version,
        target=frozen.target,
        language=language,
        words={language: frozen.in_force.words[language]},
        in_copy=frozen.in_copy,
        **ledger.stands_with(letter, version, now),
        released_at=now,
    )
