"""The mail that tells of an answer. A mailbox may be read by others: sender and subject name no cause (R24)."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.answering import telling
from campaigns.supporters import people
from campaigns.supporters.links import own_url
from campaigns.supporters.models import Supporter
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


def wanted(message: Message, now: datetime) -> bool:
    """While the answer is public and the person still wishes to be told."""
    reply = telling.reply_of(message.slot)
    if reply is None:
        return False
    return telling.audience(reply.target.campaign).filter(code=message.recipient_code).exists()


def render(message: Message, now: datetime) -> Mail:
    supporter = Supporter.objects.select_related("campaign__organisation").filter(code=message.recipient_code).first()
    reply = telling.reply_of(message.slot)
    if supporter is None or reply is None:
        raise Gone
    try:
        opened = keys.open_scope(supporter.campaign.scope)
    except keys.KeyGone:
        raise Gone from None
    organisation, no_more = supporter.campaign.organisation, telling.link(supporter, opened)
    with translation.override(supporter.language):
        office, subject = reply.target.office, _("News about your message")
        context = {
            "office": office.title,
            "state": office.actor.name,
            "read_url": f"{settings.BASE_URL}{reverse('site:answers', args=[supporter.campaign.code])}#{message.slot}",
            "own_url": own_url(supporter, opened),
            "no_more_url": no_more,
            "organisation": organisation,
            "language": supporter.language,
            "subject": subject,
        }
        return Mail(
            to=people.details(supporter, opened).email,
            subject=subject,
            text=render_to_string("mail/told.txt", context),
            html=render_to_string("mail/told.html", context),
            sender_name=organisation.neutral_name or organisation.sends_from(),
            sender_address=f"post@{organisation.sends_from()}",
            reply_to=organisation.contact_email,
            headers={
                "List-Unsubscribe": f"<{no_more}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
