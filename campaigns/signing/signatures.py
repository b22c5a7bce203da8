"""Signing: a form becomes one sealed row; a job makes it a signature; its owner confirms or refuses it."""

import hashlib
import logging
import uuid
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from campaigns.letters.models import Version
from campaigns.planning.models import Campaign
from campaigns.signing import carrying, codes, suspicion
from campaigns.signing.answers import CONFIRM_DAYS as CONFIRM_DAYS
from campaigns.signing.answers import Closed as Closed
from campaigns.signing.answers import Expired as Expired
from campaigns.signing.answers import Settled as Settled
from campaigns.signing.answers import Unanswered as Unanswered
from campaigns.signing.answers import confirm as confirm
from campaigns.signing.answers import find as find
from campaigns.signing.answers import forget_unconfirmed as forget_unconfirmed
from campaigns.signing.answers import leave as leave
from campaigns.signing.answers import refuse as refuse
from campaigns.signing.answers import token as token
from campaigns.signing.models import Intake, Signature
from campaigns.supporters import people
from campaigns.supporters.models import ConsentKind, ConsentText, Supporter
from campaigns.supporters.people import Details, Particulars
from foundation.outbox import post
from foundation.vault import keys, seals
from foundation.vault.addresses import canonical

log = logging.getLogger("undeterred.signing")

MAX_TRIES = 5

# One statement, so one commit, for the new form and for the one sent twice alike.
_RECEIVE = """
INSERT INTO campaigns_intake (code, kind, campaign_id, version_id, nonce, sealed, received_at, tries)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0) ON CONFLICT (nonce) DO NOTHING
"""


def receive(
    *,
    kind: str,
    campaign: Campaign,
    version: Version | None,
    form_number: str,
    content: dict[str, object],
    now: datetime,
) -> None:
    """Commits one sealed row. The same work for every address; a form sent twice is one row.

    Raises Closed, or ``keys.KeyGone`` once the campaign is shredded. Until then people find their own page again,
    also after the campaign has closed.
    """
    if kind == Intake.Kind.SIGN and not campaign.is_open(now):
        raise Closed
    code = uuid.uuid4().hex
    sealed = seals.seal(keys.open_scope(campaign.scope), code, content)
    nonce = hashlib.sha256(form_number.encode()).hexdigest()
    received_at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVE, [code, kind, campaign.pk, version.pk if version else None, nonce, sealed, received_at])


def take_in(*, now: datetime, limit: int = 200) -> int:
    """Turns waiting rows into supporters, signatures and messages; returns how many were done.

    Each row in a transaction of its own: a row that cannot be read is tried five times, then kept aside for a
    person, while the rest goes on. Several workers may run this at once.
    """
    done = 0
    for pk in Intake.objects.filter(tries__lt=MAX_TRIES).order_by("id").values_list("pk", flat=True)[:limit]:
        try:
            with transaction.atomic():
                row = (
                    Intake.objects.select_for_update(skip_locked=True, of=("self",))
                    .select_related("campaign", "version__letter")
                    .filter(pk=pk)
                    .first()
                )
                if row is not None:
                    _take(row, now)
                    row.delete()
                    done += 1
        except Exception as error:
            # Whatever is wrong with one row must not hold up the others.
            Intake.objects.filter(pk=pk).update(tries=F("tries") + 1)
            log.error("an intake row was not taken in", extra={"reason": type(error).__name__})
    return done


def _take(row: Intake, now: datetime) -> None:
    try:
        opened = keys.open_scope(row.campaign.scope)
    except keys.KeyGone:
        return  # the campaign was shredded meanwhile: nothing of it may come back
    content = seals.unseal(opened, row.code, row.sealed)
    if row.kind == Intake.Kind.LINKS:
        _mail_links(row.campaign, opened, content["email"], now)
    elif row.version is not None:
        _sign(row, row.version, opened, content, now)


def _sign(row: Intake, version: Version, opened: keys.Keys, content: dict, now: datetime) -> None:
    details = Details(**content["details"])
    supporter, is_new = people.admit(
        campaign=row.campaign,
        opened=opened,
        code=row.code,
        details=details,
        particulars=Particulars(**content["particulars"]),
        now=now,
    )
    if is_new:
        texts = ConsentText.objects.filter(pk__in=content["consents"])
        struck = row.campaign.targets.filter(code__in=content["struck"])
        people.consent(supporter=supporter, texts=texts, struck=struck, partners=content["partners"], now=now)
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                supporter=supporter, letter=version.letter, version=version, signed_on=now.date()
            )
    except IntegrityError:
        # Signed before: the mail it led to is on its way or there.
        if not content.get("suspect"):
            suspicion.come_again(signature=Signature.objects.get(supporter=supporter, letter=version.letter_id))
        return
    if why := content.get("suspect") or suspicion.of_address(details.email, now):
        suspicion.set_aside(signature=signature, why=why)
    if not is_new:
        _name_no_further(supporter, version, content)
    signature.refresh_from_db(fields=["code"])
    carrying.catch_up(signature)
    ask_for_confirmation(signature=signature, supporter=supporter, slot="1", now=now)


def _name_no_further(supporter: Supporter, version: Version, content: dict) -> None:
    """Whoever agreed to be named with one letter has not agreed to it with the next: what this form leaves out holds.

    Consents themselves stay as they were given. Anybody can send a form, and this one can only take away.
    """
    if supporter.consents.filter(text__kind=ConsentKind.NAMED).exists():
        named = ConsentText.objects.filter(pk__in=content["consents"], kind=ConsentKind.NAMED).exists()
        targets = version.letter.targets.all()
        people.strike(supporter=supporter, struck=targets.filter(code__in=content["struck"]) if named else targets)


def ask_for_confirmation(*, signature: Signature, supporter: Supporter, slot: str, now: datetime) -> None:
    """Queues the mail with the link. One per slot, whatever happens."""
    post.queue(
        purpose="signing.confirm",
        recipient=("supporter", supporter.code),
        slot=f"{signature.code}:{slot}",
        scope=supporter.campaign.scope,
        params={"signature": signature.code},
        now=now,
    )


def _mail_links(campaign: Campaign, opened: keys.Keys, email: str, now: datetime) -> None:
    """Somebody asked for their links again: what is unconfirmed gets its mail or code anew, else the own page's."""
    tag = seals.address_tag(opened, canonical(email))
    supporter = Supporter.objects.select_related("campaign").filter(campaign=campaign, tag=tag).first()
    if supporter is None:
        return
    people.write_to(supporter=supporter, opened=opened, email=email)
    asked = list(supporter.signatures.unconfirmed().select_related("doubt")) if campaign.is_open(now) else []
    doubted = [signature for signature in asked if signature.is_doubted]
    waiting = [signature for signature in asked if signature.is_waiting]
    for signature in doubted:
        codes.mail_again(signature=signature, now=now)
    for signature in waiting:
        slot = f"again-{now.date().isoformat()}"
        ask_for_confirmation(signature=signature, supporter=supporter, slot=slot, now=now)
    if not waiting and not doubted:
        post.queue(
            purpose="signing.links",
            recipient=("supporter", supporter.code),
            slot=now.date().isoformat(),
            scope=campaign.scope,
            now=now,
        )
