"""The mail that asks a correspondent to look. A mailbox may be read by others: it names no cause (R24)."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actors.accounts.models import Member
from actors.watch.models import Sheet
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail


def _sheet(message: Message) -> Sheet | None:
    return Sheet.objects.filter(code=message.slot.partition(":")[0]).first()


def wanted(message: Message, now: datetime) -> bool:
    """While the sheet is open and the person still watches one of its states."""
    sheet = _sheet(message)
    if sheet is None or not sheet.is_open():
        return False
    watched = sheet.lines.filter(actor__correspondents__member__code=message.recipient_code)
    verified = Member.objects.filter(code=message.recipient_code, organisation__verified_at__isnull=False)
    return watched.exists() and verified.filter(user__is_active=True).exists()


def render(message: Message, now: datetime) -> Mail:
    sheet = _sheet(message)
    found = Member.objects.select_related("user", "organisation").filter(code=message.recipient_code).first()
    if sheet is None or found is None:
        raise Gone
    organisation, language = found.organisation, found.user.language
    with translation.override(language):
        subject = _("A page waits for you")
        context = {
            "url": f"{settings.BASE_URL}{reverse('watch:sheet', args=[sheet.code])}",
            "due_at": sheet.due_at,
            "organisation": organisation,
            "language": language,
            "subject": subject,
        }
        return Mail(
            to=found.user.email,
            subject=subject,
            text=render_to_string("mail/watch.txt", context),
            html=render_to_string("mail/watch.html", context),
            sender_name=organisation.neutral_name or organisation.sends_from(),
            sender_address=f"post@{organisation.sends_from()}",
            reply_to=organisation.contact_email,
        )
