"""The mail that asks somebody from outside to read and answer. It names no cause (R24)."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actors.accounts.models import Member
from actors.checking import invitations
from actors.checking.models import Invitation
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


def _find(message: Message, now: datetime) -> Invitation | None:
    rows = Invitation.objects.select_related("reviewer", "invited_by").filter(code=message.recipient_code)
    row = rows.first()
    return row if row and row.is_open(now) else None


def wanted(message: Message, now: datetime) -> bool:
    """While nobody has answered or withdrawn it."""
    return _find(message, now) is not None


def render(message: Message, now: datetime) -> Mail:
    row = _find(message, now)
    if row is None:
        raise Gone
    try:
        token = invitations.token(row)
    except keys.KeyGone:
        raise Gone from None
    member = Member.objects.filter(user=row.invited_by).select_related("organisation").order_by("pk").first()
    organisation = member.organisation if member and member.organisation.sends_from() else None
    with translation.override(row.language):
        subject = _("Somebody asks you to read something")
        context = {
            "url": f"{settings.BASE_URL}{reverse('review:page', args=[token])}",
            "invitation": row,
            "organisation": organisation,
            "language": row.language,
            "subject": subject,
        }
        domain = organisation.sends_from() if organisation else settings.MAIL_DOMAIN
        return Mail(
            to=row.reviewer.email,
            subject=subject,
            text=render_to_string("mail/review.txt", context),
            html=render_to_string("mail/review.html", context),
            sender_name=(organisation.neutral_name if organisation else "") or domain,
            sender_address=f"post@{domain}",
            reply_to=organisation.contact_email if organisation else "",
        )
