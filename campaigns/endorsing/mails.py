"""Mails to organisations: an invitation, a reminder, please confirm, your link. None names the cause (R24)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.endorsing import links
from campaigns.endorsing.endorsements import CONFIRM_DAYS, details, is_late
from campaigns.endorsing.models import Endorsement, RoundInvitation
from campaigns.planning.models import Campaign
from campaigns.supporters.links import absolute
from foundation.dates import in_words
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys, seals


def _invitation(message: Message) -> RoundInvitation | None:
    related = ("round__letter__campaign__organisation", "endorsement", "decline")
    return RoundInvitation.objects.select_related(*related).filter(code=message.recipient_code).first()


def invite_wanted(message: Message, now: datetime) -> bool:
    """While an answer can be given, and none was."""
    row = _invitation(message)
    if row is None or hasattr(row, "endorsement") or hasattr(row, "decline"):
        return False
    return row.round.is_open(now) and row.round.published_at is None


def render_invite(message: Message, now: datetime) -> Mail:
    return _invite(message, again=False)


def render_remind(message: Message, now: datetime) -> Mail:
    return _invite(message, again=True)


def _invite(message: Message, *, again: bool) -> Mail:
    row = _invitation(message)
    if row is None:
        raise Gone
    campaign = row.round.letter.campaign
    opened = _opened(campaign)
    held = seals.unseal(opened, row.code, row.sealed)
    zone = ZoneInfo(campaign.time_zone)
    words = {
        "url": absolute("site:invited_link", links.invited_token(row, opened), row.language),
        "asked": held["organisation"],
        "person": held["person"],
        "again": again,
    }
    with translation.override(row.language), timezone.override(zone):
        words["deadline"] = in_words(row.round.deadline_at.astimezone(zone), "j F Y, H:i T")
        words["embargo"] = in_words(row.round.embargo_until_at.astimezone(zone), "j F Y, H:i T")
        subject = _("A reminder: your answer is awaited") if again else _("Your organisation is asked for an answer")
        return _mail(campaign, held["email"], row.language, "endorse_invite", subject, words)


def _endorsement(message: Message) -> Endorsement | None:
    rows = Endorsement.objects.select_related("letter__campaign__organisation")
    return rows.filter(code=message.recipient_code).first()


def confirm_wanted(message: Message, now: datetime) -> bool:
    row = _endorsement(message)
    return row is not None and row.confirmed_on is None and not is_late(row, now.date())


def render_confirm(message: Message, now: datetime) -> Mail:
    row = _endorsement(message)
    if row is None:
        raise Gone
    opened = _opened(row.letter.campaign)
    url = absolute("site:endorse_confirm_link", links.confirm_token(row, opened), row.language)
    words = {"url": url, "good_until": row.given_on + timedelta(days=CONFIRM_DAYS)}
    with translation.override(row.language):
        return _to(row, opened, "endorse_confirm", _("Please confirm for your organisation"), words)


def links_wanted(message: Message, now: datetime) -> bool:
    return _endorsement(message) is not None


def render_links(message: Message, now: datetime) -> Mail:
    row = _endorsement(message)
    if row is None:
        raise Gone
    opened = _opened(row.letter.campaign)
    url = absolute("site:endorsed_link", links.own_token(row, now.date()), row.language)
    with translation.override(row.language):
        return _to(row, opened, "endorse_links", _("Your organisation’s link"), {"url": url})


def _to(row: Endorsement, opened: keys.Keys, template: str, subject: str, words: dict[str, object]) -> Mail:
    held = details(row, opened)
    return _mail(row.letter.campaign, held["email"], row.language, template, subject, words)


def _opened(campaign: Campaign) -> keys.Keys:
    try:
        return keys.open_scope(campaign.scope)
    except keys.KeyGone:
        raise Gone from None


def _mail(campaign: Campaign, to: str, language: str, template: str, subject: str, words: dict[str, object]) -> Mail:
    organisation = campaign.organisation
    context = {**words, "organisation": organisation, "language": language, "subject": subject}
    return Mail(
        to=to,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", context),
        html=render_to_string(f"mail/{template}.html", context),
        sender_name=organisation.neutral_name or organisation.sends_from(),
        sender_address=f"post@{organisation.sends_from()}",
        reply_to=organisation.contact_email,
    )
