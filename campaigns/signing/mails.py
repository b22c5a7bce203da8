"""Mails to a supporter. A mailbox may be read by others: sender and subject say nothing of the cause (R24)."""

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.signing.models import Signature
from campaigns.signing.signatures import CONFIRM_DAYS, token
from campaigns.supporters import people
from campaigns.supporters.links import absolute, own_url
from campaigns.supporters.models import Supporter
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


def unconfirmed(message: Message) -> Signature | None:
    """The signature a confirmation mail is about, while it still waits."""
    related = ("supporter__campaign__organisation", "letter")
    code = message.params.get("signature", "")
    return Signature.objects.unconfirmed().select_related(*related).filter(code=code).first()


def confirm_wanted(message: Message, now: datetime) -> bool:
    """Only while the signature waits, can still be confirmed, and its campaign is open."""
    signature = unconfirmed(message)
    if signature is None or signature.is_expired(now, CONFIRM_DAYS):
        return False
    return signature.supporter.campaign.is_open(now)


def render_confirm(message: Message, now: datetime) -> Mail:
    return _confirmation(message, "confirm")


def render_reminder(message: Message, now: datetime) -> Mail:
    return _confirmation(message, "reminder")


def links_wanted(message: Message, now: datetime) -> bool:
    return Supporter.objects.filter(code=message.recipient_code).exists()


def render_links(message: Message, now: datetime) -> Mail:
    supporter = Supporter.objects.select_related("campaign__organisation").filter(code=message.recipient_code).first()
    if supporter is None:
        raise Gone
    opened = _open(supporter)
    return _mail(supporter, opened, "links", {"own_url": own_url(supporter, opened)})


def _confirmation(message: Message, template: str) -> Mail:
    signature = unconfirmed(message)
    if signature is None:
        raise Gone
    supporter = signature.supporter
    opened = _open(supporter)
    confirm_url = absolute("site:confirm", token(signature, supporter, opened), supporter.language)
    words = {
        "confirm_url": confirm_url,
        "own_url": own_url(supporter, opened),
        "good_until": signature.signed_on + timedelta(days=CONFIRM_DAYS),
    }
    return _mail(supporter, opened, template, words)


def _open(supporter: Supporter) -> keys.Keys:
    try:
        return keys.open_scope(supporter.campaign.scope)
    except keys.KeyGone:
        raise Gone from None


def _mail(supporter: Supporter, opened: keys.Keys, template: str, words: dict[str, object]) -> Mail:
    organisation = supporter.campaign.organisation
    held = people.details(supporter, opened)
    with translation.override(supporter.language):
        subject = {
            "confirm": _("Please confirm your message"),
            "reminder": _("Your message still waits for you"),
            "links": _("The links you asked for"),
        }[template]
        context = {**words, "organisation": organisation, "language": supporter.language, "subject": subject}
        return Mail(
            to=held.email,
            subject=subject,
            text=render_to_string(f"mail/{template}.txt", context),
            html=render_to_string(f"mail/{template}.html", context),
            sender_name=organisation.neutral_name or organisation.sends_from(),
            sender_address=f"post@{organisation.sends_from()}",
            reply_to=organisation.contact_email,
        )
