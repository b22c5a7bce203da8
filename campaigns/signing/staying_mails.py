"""The one mail at the close: does your name stay on the open list, or does it go? Sender and subject say nothing."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.signing import lists, staying
from campaigns.signing.mails import write
from campaigns.supporters.links import absolute, own_url
from campaigns.supporters.models import Supporter
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


def _find(message: Message) -> Supporter | None:
    return Supporter.objects.select_related("campaign__organisation").filter(code=message.recipient_code).first()


def wanted(message: Message, now: datetime) -> bool:
    """While the name stands there and the person has not answered."""
    supporter = _find(message)
    return supporter is not None and staying.waiting(supporter).exists()


def render(message: Message, now: datetime) -> Mail:
    supporter = _find(message)
    if supporter is None:
        raise Gone
    try:
        opened = keys.open_scope(supporter.campaign.scope)
        rows = [
            (row, absolute("site:listed_link", lists.token(row), supporter.language))
            for row in staying.waiting(supporter)
        ]
    except keys.KeyGone:
        raise Gone from None
    asked_on = next((row.asked_on for row, _link in rows if row.asked_on), now.date())
    with translation.override(supporter.language):
        words = {
            "entries": [(row.letter.current.translation().asks, link) for row, link in rows if row.letter.current],
            "answer_by": staying.answer_by(supporter.campaign, asked_on),
            "own_url": own_url(supporter, opened),
        }
        return write(supporter, opened, "stay", _("A question about your message"), words)
