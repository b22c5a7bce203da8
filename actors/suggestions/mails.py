"""The one mail that says what came of a suggestion. A mailbox may be read by others: its subject names no cause (R24).

Nobody has proved that the address is theirs, so it says little more than that, and is counted against the same caps as
a request to confirm: whoever types somebody else's address into many forms fills no mailbox.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actors.accounts.models import Member, Organisation
from actors.suggestions import inbox
from actors.suggestions.models import Suggestion
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys, seals


def _find(message: Message) -> Suggestion | None:
    rows = Suggestion.objects.select_related("decided_by", "dispute")
    return rows.filter(code=message.recipient_code, decided_at__isnull=False, address__isnull=False).first()


def wanted(message: Message, now: datetime) -> bool:
    """While there is an answer, and the address was not erased."""
    return _find(message) is not None


def sent(message: Message, now: datetime) -> None:
    """The address has served its purpose."""
    inbox.erase_address(message.recipient_code)


def render(message: Message, now: datetime) -> Mail:
    found = _find(message)
    if found is None:
        raise Gone
    try:
        address = inbox.address_of(found)
    except (keys.KeyGone, seals.Broken):
        raise Gone from None
    if address is None:
        raise Gone
    organisation = _publisher(found)
    with translation.override(found.language):
        subject = _("An answer to your message")
        context = {**_words(found), "organisation": organisation, "language": found.language, "subject": subject}
        domain = organisation.sends_from() if organisation else settings.MAIL_DOMAIN
        return Mail(
            to=address,
            subject=subject,
            text=render_to_string("mail/suggestion.txt", context),
            html=render_to_string("mail/suggestion.html", context),
            sender_name=(organisation.neutral_name if organisation else "") or domain,
            sender_address=f"post@{domain}",
            reply_to=organisation.contact_email if organisation else "",
        )


def _words(suggestion: Suggestion) -> dict[str, Any]:
    is_part = suggestion.made_id is not None and len(suggestion.accepted) < len(suggestion.said)
    return {
        "suggestion": suggestion,
        "taken": suggestion.made_id is not None,
        "in_part": is_part,
        "dispute": suggestion.dispute,
        "url": _row_url(suggestion),
    }


def _row_url(suggestion: Suggestion) -> str:
    """The row's public page; nothing in an installation without one."""
    try:
        return f"{settings.BASE_URL}{reverse('record:row', args=[suggestion.kind, suggestion.key])}"
    except NoReverseMatch:
        return ""


def _publisher(suggestion: Suggestion) -> Organisation | None:
    """The organisation of whoever decided: it answers for the mail."""
    member = Member.objects.filter(user=suggestion.decided_by).select_related("organisation").order_by("pk").first()
    return member.organisation if member and member.organisation.sends_from() else None
