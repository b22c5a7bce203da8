"""Those who chose to be told are told of a published answer: staff press once, and each gets one mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, JSONField, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils import translation

from actors.accounts.models import User
from campaigns.answering.models import Publication, Reply, Telling
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing import choices, erasure
from campaigns.signing.models import Signature
from campaigns.supporters.models import ConsentKind, Supporter
from foundation.history import journal
from foundation.outbox import post
from foundation.vault import keys, links

PURPOSE = "answering.told"
NO_MORE = "told-no-more"
"""What the link in the mail is for: it takes back one consent, and opens nothing."""


class NotPublished(Exception):
    """There is nothing that people could read."""


def audience(campaign: Campaign) -> "QuerySet[Supporter]":
    """Confirmed people who chose to be kept informed of this campaign, and whose signature counts."""
    counts = Signature.objects.counting().filter(supporter=OuterRef("pk"))
    return erasure.told(campaign).filter(Exists(counts))


def tell(*, publication: Publication, by: User, now: datetime) -> Telling:
    """Queues a mail to each of them, once. Twice is once. Raises NotAllowed, or NotPublished for a hidden text."""
    campaign = publication.reply.target.campaign
    member = member_of(campaign, by)
    with transaction.atomic():
        locked = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
        done = Telling.objects.filter(publication=locked).first()
        if done is not None:
            return done
        if locked.ended_at is not None:
            raise NotPublished
        rows = audience(campaign).values(
            recipient_code=F("code"), slot=Value(locked.code), params=Value({}, output_field=JSONField())
        )
        scope = campaign.scope
        number = post.queue_each(rows, purpose=PURPOSE, recipient_kind="supporter", scope=scope, now=now)
        row = Telling.objects.create(publication=locked, number=number, member=member, at=now)
        subject = ("reply", publication.reply.code)
        journal.write(deed="reply.told", by=by, subject=subject, scope=scope, now=now, detail={"number": number})
    return row


def no_more(*, supporter: Supporter, now: datetime) -> None:
    """Takes back the consent to be told, and stops what waits. The signature stays. Twice is once."""
    kinds = (ConsentKind.INFORMED, ConsentKind.INFORMED_MORE)
    with transaction.atomic():
        choices.take_back(supporter=supporter, kinds=kinds, now=now)
        for slot in Publication.objects.filter(reply__target__campaign=supporter.campaign_id).values_list(
            "code", flat=True
        ):
            post.cancel(recipient=("supporter", supporter.code), slots_from=slot, now=now)


def link(supporter: Supporter, opened: keys.Keys) -> str:
    """Where one press ends it: for the person, and for a mailbox that offers it (RFC 8058)."""
    token = links.token(opened, NO_MORE, supporter.code, supporter.generation)
    with translation.override(supporter.language):
        return f"{settings.BASE_URL}{reverse('site:told_no_more_link', args=[token])}"


def find(token: str) -> Supporter | None:
    """Whose link it is; None for anything else."""
    code = links.code_of(token)
    supporter = Supporter.objects.select_related("campaign__organisation").filter(code=code).first() if code else None
    if supporter is None:
        return None
    try:
        opened = keys.open_scope(supporter.campaign.scope)
    except keys.KeyGone:
        return None
    return supporter if links.holds(opened, token, NO_MORE, supporter.code, supporter.generation) else None


def reply_of(code: str) -> Reply | None:
    """The reply whose publication a message is about, while it is public."""
    rows = Publication.objects.filter(code=code, ended_at=None)
    found = rows.select_related("reply__target__office__actor", "reply__target__office__kind").first()
    return found.reply if found else None
