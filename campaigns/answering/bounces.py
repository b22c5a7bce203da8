"""Letters that came back: the delivery says so, and the address takes no more of them."""

from datetime import datetime

from django.db import transaction

from actors.directory import channels
from campaigns.answering.incoming import Report
from campaigns.answering.models import Bounce
from campaigns.delivery.models import Delivery
from campaigns.letters.addressing import digest, mail_contacts
from foundation.history import journal

BAD_ADDRESS = "5.1."
"""Such a mailbox or domain is not there: one report is enough. Any other refusal for good counts from the second on."""


def take(*, delivery: Delivery, report: Report, now: datetime) -> bool:
    """Notes a report that came to the letter's own address, so about a letter of ours; twice is once.

    Only a refusal for good moves anything. The office's contact of that address is marked as bouncing: what waits for
    it is held back when it is its turn. Says whether anything was noted.
    """
    if report.action != "failed" or report.status[:1] not in {"", "5"}:
        return False
    campaign = delivery.letter.campaign
    with transaction.atomic():
        values = {"status": report.status, "came_on": now.date()}
        _row, is_new = Bounce.objects.get_or_create(delivery=delivery, defaults=values)
        if not is_new:
            return False
        found = [row for row in mail_contacts(delivery.target.office) if digest(row.value) == delivery.address_digest]
        channels.bounced(contacts=found, at_once=report.status.startswith(BAD_ADDRESS), now=now)
        journal.write(
            deed="delivery.bounced",
            by=None,
            subject=("letter", delivery.letter.code),
            scope=campaign.scope,
            now=now,
            detail={"office": delivery.target.office.key, "status": report.status},
        )
    return True
