"""The collected letter as a mail: plain text, HTML beside it, the PDF attached."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.accounts.models import Organisation
from campaigns.delivery.models import Delivery
from campaigns.delivery.paper import Sheet, print_pdf
from campaigns.letters.approvals import address_of, digest
from campaigns.letters.texts import compose, fingerprint
from foundation.dates import in_words
from foundation.outbox.models import Message
from foundation.outbox.purposes import Attachment, Gone, Held, Mail


def find(code: str) -> Delivery | None:
    related = ("letter__campaign__organisation", "version", "target__office__actor", "target__office__kind")
    return Delivery.objects.select_related(*related).filter(code=code).first()


def wanted(message: Message, now: datetime) -> bool:
    """A released letter stays wanted until it is sent."""
    return Delivery.objects.filter(code=message.recipient_code, sent_at=None).exists()


def render(message: Message, now: datetime) -> Mail:
    """Resolves address and text anew and holds the letter when either is not what was approved."""
    delivery = find(message.recipient_code)
    if delivery is None:
        raise Gone
    contact = address_of(delivery.target.office)
    if contact is None:
        raise Held("no_contact")
    if digest(contact.value) != delivery.address_digest:
        raise Held("contact_changed")
    if fingerprint(delivery.version) != message.text_version:
        raise Held("text_changed")
    organisation = delivery.letter.campaign.organisation
    if message.params.get("around") != around(delivery):
        raise Held("text_changed")
    sheet = lay_out(delivery)
    with translation.override(delivery.language):
        filename = f"{slugify(sheet.subject)[:60] or 'letter'}.pdf"
        text = render_to_string("mail/letter.txt", {"sheet": sheet})
        html = render_to_string("mail/letter.html", {"sheet": sheet})
    return Mail(
        to=contact.value,
        subject=sheet.subject,
        text=text,
        html=html,
        sender_name=organisation.name,
        sender_address=f"letters@{organisation.sends_from()}",
        reply_to=organisation.contact_email,
        attachments=(Attachment(filename, print_pdf(sheet), "application/pdf"),),
    )


def sent(message: Message, now: datetime) -> None:
    """Notes on the delivery itself that the mail server took it: the message's row will not stay for ever."""
    Delivery.objects.filter(code=message.recipient_code, sent_at=None).update(
        sent_at=now, letter_digest=message.body_hash
    )


def lay_out(delivery: Delivery) -> Sheet:
    """The letter with everything that stands on it, in its language."""
    organisation = delivery.letter.campaign.organisation
    with translation.override(delivery.language):
        text = compose(
            delivery.version.translation(delivery.language), delivery.target.office, organisation=organisation.name
        )
        # The campaign's own day: the worker that sends and the page that shows live in different zones.
        released = timezone.localtime(delivery.released_at, ZoneInfo(delivery.letter.campaign.time_zone))
        return Sheet(
            language=delivery.language,
            direction=text.direction,
            organisation=organisation.name,
            letterhead=letterhead(organisation),
            addressee=[delivery.target.office.title_in(delivery.language), delivery.target.office.actor.name],
            date=in_words(released, "j F Y"),
            subject=text.subject,
            salutation=text.salutation,
            paragraphs=text.paragraphs,
            closing=_("With respect,"),
            count_line=count_line(delivery.signatures),
            signatories_heading=_("First signatories"),
            signatories=[signatory_line(row) for row in delivery.first_signatories],
            foot=foot(delivery, organisation),
        )


def around(delivery: Delivery) -> str:
    """Digest of the words around the text that others keep, in the register and of the organisation: whoever released
    the letter read these, and a letter that waits must not leave with others."""
    organisation, office, language = delivery.letter.campaign.organisation, delivery.target.office, delivery.language
    with translation.override(language):
        words = [office.title_in(language), office.actor.name, office.salutation_in(language)]
    words += [organisation.name, organisation.sends_from(), *letterhead(organisation)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def letterhead(organisation: Organisation) -> list[str]:
    parts = [organisation.registration, *organisation.postal_address.splitlines(), organisation.contact_email]
    return [part.strip() for part in parts if part.strip()]


def count_line(number: int) -> str:
    return ngettext(
        "Signed by %(number)s person who confirmed their e-mail address.",
        "Signed by %(number)s people, each confirmed by e-mail.",
        number,
    ) % {"number": f"{number:,}".replace(",", "\u202f")}


def signatory_line(row: dict[str, str]) -> dict[str, str]:
    parts = [part for part in (row.get("title", ""), row.get("affiliation", "")) if part]
    line = ", ".join(parts)
    if row.get("capacity") == "personal":
        personal = _("in personal capacity, affiliation for identification only")
        line = f"{line}; {personal}" if line else personal
    return {"name": row["name"], "line": line}


def foot(delivery: Delivery, organisation: Organisation) -> list[str]:
    """By whom it is sent, what was checked, and which text it is."""
    said = _(
        "Sent by %(organisation)s on behalf of those who signed. Addresses were confirmed, identities were not checked."
    )
    frozen = _("Text frozen on %(date)s, version %(number)s, fingerprint %(fingerprint)s.")
    version, zone = delivery.version, ZoneInfo(delivery.letter.campaign.time_zone)
    when = in_words(timezone.localtime(version.frozen_at or delivery.released_at, zone), "j F Y")
    return [
        said % {"organisation": organisation.name},
        frozen % {"date": when, "number": version.number, "fingerprint": version.fingerprint[:16]},
    ]
