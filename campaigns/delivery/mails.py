"""The collected letter as a mail: plain text, HTML beside it, the PDF attached."""

import hashlib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.accounts.models import Organisation
from actors.directory.models import Actor
from campaigns.delivery import addressees, annex
from campaigns.delivery.models import Annex, Delivery
from campaigns.delivery.paper import Sheet, print_pdf
from campaigns.delivery.return_address import address_for
from campaigns.endorsing import lists
from campaigns.letters.addressing import TARGET_ROWS, address_of, digest, words_for
from campaigns.letters.texts import compose, fingerprint
from campaigns.planning.models import Campaign
from foundation.dates import in_words
from foundation.outbox.models import Message
from foundation.outbox.purposes import Attachment, Gone, Held, Mail
from foundation.vault import keys


def find(code: str) -> Delivery | None:
    related = ("letter__campaign__organisation", "version", "target__office__actor", "target__office__kind")
    rows = Delivery.objects.select_related(*related).prefetch_related(*(f"target__{name}" for name in TARGET_ROWS))
    return rows.filter(code=code).first()


def wanted(message: Message, now: datetime) -> bool:
    """A released letter stays wanted until it is sent."""
    return Delivery.objects.filter(code=message.recipient_code, sent_at=None).exists()


def render(message: Message, now: datetime) -> Mail:
    """Resolves address and text anew and holds the letter when either is not what was approved."""
    delivery = find(message.recipient_code)
    if delivery is None:
        raise Gone
    contact = address_of(delivery.target, now)
    if contact is None:
        raise Held("no_contact")
    if digest(contact.value) != delivery.address_digest:
        raise Held("contact_changed")
    if words_for(delivery.target.office, [delivery.language], now) != delivery.words:
        raise Held("words_changed")
    if fingerprint(delivery.version) != message.text_version:
        raise Held("text_changed")
    campaign = delivery.letter.campaign
    if message.params.get("around") != around(campaign):
        raise Held("text_changed")
    # Who withdrew or was removed since the release is not on it; what leaves is what the delivery keeps.
    delivery.endorsers = lists.still(delivery.endorsers)
    Delivery.objects.filter(pk=delivery.pk, sent_at=None).update(endorsers=delivery.endorsers)
    names = annex.for_mail(delivery)
    sheet = lay_out(delivery, now, names)
    reply_to = address_for(delivery, today=now.date()) or campaign.organisation.contact_email
    with translation.override(delivery.language):
        mail = written(sheet, campaign, to=contact.value, reply_to=reply_to, in_copy=delivery.in_copy)
    mail = replace(mail, envelope_from=address_for(delivery, today=now.date()))
    return replace(mail, attachments=(*mail.attachments, *_annexed(names, sheet, campaign)))


def written(sheet: Sheet, campaign: Campaign, *, to: str, reply_to: str, in_copy: bool = False) -> Mail:
    """The letter as a mail, in the language in force."""
    organisation = campaign.organisation
    filename = f"{slugify(sheet.subject)[:60] or 'letter'}.pdf"
    sender = _("%(name)s via %(organisation)s") % {"name": campaign.signatory, "organisation": organisation.name}
    return Mail(
        to=to,
        subject=_("Copy: %(subject)s") % {"subject": sheet.subject} if in_copy else sheet.subject,
        text=render_to_string("mail/letter.txt", {"sheet": sheet}),
        html=render_to_string("mail/letter.html", {"sheet": sheet}),
        sender_name=sender if campaign.signatory else organisation.name,
        sender_address=f"letters@{organisation.sends_from()}",
        reply_to=reply_to,
        attachments=(Attachment(filename, print_pdf(sheet), "application/pdf"),),
    )


def _annexed(names: Annex | None, sheet: Sheet, campaign: Campaign) -> tuple[Attachment, ...]:
    if names is None:
        return ()
    with translation.override(sheet.language):
        filename = f"{slugify(_('Annex')) or 'annex'}.pdf"
        heading = _("Annex: those who signed")
        shown = {"language": sheet.language, "heading": heading, "subject": sheet.subject}
        pdf = annex.print_pdf(names, keys.open_scope(campaign.scope), **shown)
    return (Attachment(filename, pdf, "application/pdf"),)


def sent(message: Message, now: datetime) -> None:
    """Notes on the delivery itself that the mail server took it: the message's row will not stay for ever."""
    Delivery.objects.filter(code=message.recipient_code, sent_at=None).update(
        sent_at=now, letter_digest=message.body_hash
    )


def lay_out(delivery: Delivery, now: datetime, names: Annex | None = None) -> Sheet:
    """The letter with everything that stands on it, in its language; ``names`` is what it says to be annexed."""
    campaign, language = delivery.letter.campaign, delivery.language
    organisation = campaign.organisation
    addressed, in_copy = addressees.named_on(delivery.version, language, now)
    own = delivery.words.get(language) or words_for(delivery.target.office, [language], now)[language]
    # A copy is the letter as its first office reads it.
    words = addressed[0] if delivery.in_copy and addressed else own
    with translation.override(language):
        text = compose(
            delivery.version.translation(language),
            delivery.target.office,
            organisation=organisation.name,
            words=words,
        )
        # The campaign's own day: the worker that sends and the page that shows live in different zones.
        released = timezone.localtime(delivery.released_at, ZoneInfo(campaign.time_zone))
        return Sheet(
            language=language,
            direction=text.direction,
            organisation=organisation.name,
            letterhead=letterhead(campaign),
            addressee=[part for part in (words["holder"], words["title"], words["state"]) if part],
            date=in_words(released, "j F Y"),
            subject=text.subject,
            salutation=text.salutation,
            paragraphs=text.paragraphs,
            closing=_("With respect,"),
            signed=[part for part in (campaign.signatory, campaign.signatory_role, organisation.name) if part],
            count_line=" ".join(
                part
                for part in (count_line(delivery.signatures), paper_line(delivery.on_paper), since_line(delivery))
                if part
            ),
            signatories_heading=_("First signatories"),
            signatories=[signatory_line(row) for row in delivery.first_signatories],
            endorsers_heading=_("Organisations that endorse this letter"),
            endorsers=organisation_lines(delivery),
            annex_line=annex.line(names),
            copies=[_("Copy: %(office)s") % {"office": addressees.in_one_line(row)} for row in in_copy],
            copy_note=_copy_note(own, addressed) if delivery.in_copy else "",
            foot=foot(delivery, organisation),
        )


def _copy_note(own: dict[str, str], addressed: addressees.Lines) -> str:
    said = ngettext(
        "Copy for information to: %(copy)s. The letter went to: %(offices)s.",
        "Copy for information to: %(copy)s. The letter went to %(n)s offices, to each in its own words: %(offices)s.",
        len(addressed),
    )
    offices = "; ".join(addressees.in_one_line(row) for row in addressed)
    return said % {"copy": addressees.in_one_line(own), "n": len(addressed), "offices": offices}


def around(campaign: Campaign) -> str:
    """Digest of the organisation's own words around the text: whoever released the letter read these, and a letter
    that waits must not leave with others. Those about the office are frozen with its address."""
    organisation = campaign.organisation
    # The words themselves: what we write around them differs by language.
    words = [organisation.name, organisation.registration, organisation.postal_address, organisation.contact_email]
    words += [organisation.sends_from(), campaign.signatory, campaign.signatory_role, campaign.answerer]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def letterhead(campaign: Campaign) -> list[str]:
    """Registration, postal address, contact, and who answers."""
    organisation = campaign.organisation
    parts = [organisation.registration, *organisation.postal_address.splitlines(), organisation.contact_email]
    if campaign.answerer:
        parts.append(_("Questions are answered by %(who)s") % {"who": campaign.answerer})
    return [part.strip() for part in parts if part.strip()]


def count_line(number: int) -> str:
    return ngettext(
        "Signed by %(number)s person who confirmed their e-mail address.",
        "Signed by %(number)s people, each confirmed by e-mail.",
        number,
    ) % {"number": f"{number:,}".replace(",", "\u202f")}


def paper_line(number: int) -> str:
    """Signatures on paper, apart; empty where there are none."""
    if not number:
        return ""
    return ngettext(
        "Beside these, %(number)s signature on paper.", "Beside these, %(number)s signatures on paper.", number
    ) % {"number": f"{number:,}".replace(",", "\u202f")}


def since_line(delivery: Delivery) -> str:
    """In a later round, what is new since this office's last letter; empty in the first, or where nothing is."""
    if delivery.said_before_on is None or delivery.signatures_before is None:
        return ""
    new = delivery.signatures - delivery.signatures_before
    if new <= 0:
        return ""
    return ngettext(
        "That is %(number)s more than in our letter of %(date)s.",
        "That is %(number)s more than in our letter of %(date)s.",
        new,
    ) % {"number": f"{new:,}".replace(",", "\u202f"), "date": in_words(delivery.said_before_on, "j F Y")}


def signatory_line(row: dict[str, str]) -> dict[str, str]:
    parts = [part for part in (row.get("title", ""), row.get("affiliation", "")) if part]
    line = ", ".join(parts)
    if row.get("capacity") == "personal":
        personal = _("in personal capacity, affiliation for identification only")
        line = f"{line}; {personal}" if line else personal
    return {"name": row["name"], "line": line}


def organisation_lines(delivery: Delivery) -> list[str]:
    """Each organisation with its country, in the language in force."""
    rows = delivery.endorsers
    named = Actor.objects.filter(key__in={row["country"] for row in rows}) if rows else []
    states = {state.key: state.name for state in named}
    return [", ".join(part for part in (row["name"], states.get(row["country"], "")) if part) for row in rows]


def foot(delivery: Delivery, organisation: Organisation) -> list[str]:
    """By whom it is sent, what was checked, and which text it is."""
    said = _(
        "Sent by %(organisation)s at the request of those who signed. Their addresses were confirmed, their identities "
        "were not checked."
    )
    frozen = _("Text frozen on %(date)s, version %(number)s, fingerprint %(fingerprint)s.")
    version, zone = delivery.version, ZoneInfo(delivery.letter.campaign.time_zone)
    when = in_words(timezone.localtime(version.frozen_at or delivery.released_at, zone), "j F Y")
    return [
        said % {"organisation": organisation.name},
        frozen % {"date": when, "number": version.number, "fingerprint": version.fingerprint[:16]},
    ]
