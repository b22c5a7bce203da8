"""The one mail that asks somebody again. Sender and subject say nothing of the cause (R24)."""

from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.signing import asking
from campaigns.signing.mails import write
from campaigns.signing.models import Asking
from campaigns.supporters.links import absolute, own_url
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


def _find(message: Message) -> Asking | None:
    related = ("signature__supporter__campaign__organisation", "signature__letter__campaign")
    return Asking.objects.select_related(*related).filter(code=message.params.get("asking", "")).first()


def wanted(message: Message, now: datetime) -> bool:
    """While there is no answer, the text asked about is the newest, and signing goes on."""
    row = _find(message)
    return row is not None and not row.answer and row.said_yes_at is None and asking.is_open(row, now)


def render(message: Message, now: datetime) -> Mail:
    row = _find(message)
    if row is None:
        raise Gone
    supporter = row.signature.supporter
    try:
        opened = keys.open_scope(supporter.campaign.scope)
    except keys.KeyGone:
        raise Gone from None
    link = absolute("site:again_link", asking.token(row, opened), supporter.language)
    with translation.override(supporter.language):
        words = {"again_url": link, "own_url": own_url(supporter, opened), "signed_on": row.signature.signed_on}
        # A mail program's own button for "no more of this" counts as the No on the page (RFC 8058).
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        mail = write(supporter, opened, "again", _("A question about your message"), words)
    return replace(mail, headers=headers)
