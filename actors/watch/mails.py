"""The mail that asks a correspondent to look. A mailbox may be read by others: it names no cause (R24)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actors.accounts.models import Member
from actors.watch import sheets
from actors.watch.models import Sheet
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail


def prepare(messages: Sequence[Message], now: datetime) -> None:
    """Reads each sheet once for a whole lot, and leaves on the message who still has something to look at."""
    codes = {_code(message) for message in messages}
    rows = Sheet.objects.open().filter(code__in=codes).select_related("occasion", "coercing_state")
    left = {sheet.code: _left(sheet) for sheet in rows}
    for message in messages:
        vars(message)["left"] = left.get(_code(message), set())


def _code(message: Message) -> str:
    return message.slot.partition(":")[0]


def _left(sheet: Sheet) -> set[int]:
    return {member.user_id for member in sheets.people_left(sheet)}


def wanted(message: Message, now: datetime) -> bool:
    """While the sheet is open, and one of the states this person watches has not been reported on."""
    if "left" not in vars(message):
        prepare([message], now)
    left: set[int] = vars(message)["left"]
    return Member.objects.filter(code=message.recipient_code, user__in=left).exists()


def render(message: Message, now: datetime) -> Mail:
    sheet = Sheet.objects.filter(code=_code(message)).first()
    found = Member.objects.select_related("user", "organisation").filter(code=message.recipient_code).first()
    if sheet is None or found is None:
        raise Gone
    organisation, language = found.organisation, found.user.language
    domain = organisation.sends_from() or settings.MAIL_DOMAIN
    with translation.override(language):
        again = message.slot.partition(":")[2].startswith(sheets.AGAIN)
        subject = _("A page still waits for you") if again else _("A page waits for you")
        context = {
            "url": f"{settings.BASE_URL}{reverse('watch:sheet', args=[sheet.code])}",
            "due_at": sheet.due_at,
            "again": again,
            "organisation": organisation,
            "language": language,
            "subject": subject,
        }
        return Mail(
            to=found.user.email,
            subject=subject,
            text=render_to_string("mail/watch.txt", context),
            html=render_to_string("mail/watch.html", context),
            sender_name=organisation.neutral_name or domain,
            sender_address=f"post@{domain}",
            reply_to=organisation.contact_email,
        )
