"""Mails to a supporter. A mailbox may be read by others: sender and subject say nothing of the cause (R24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.signing import codes
from campaigns.signing.answers import CONFIRM_DAYS, token
from campaigns.signing.models import Signature
from campaigns.supporters import people
from campaigns.supporters.links import absolute, own_url
from campaigns.supporters.models import Supporter
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Mail
from foundation.vault import keys


@dataclass(frozen=True)
class Found:
    """What a confirmation mail is about, and the keys that open it; None where either is gone."""

    signature: Signature | None
    opened: keys.Keys | None


def prepare(messages: Sequence[Message], now: datetime) -> None:
    """Reads at once what each of these will need, and leaves it on the message: the lot is written right after."""
    for message, ready in zip(messages, _find(messages), strict=True):
        vars(message)["found"] = ready


def found(message: Message) -> Found:
    """What was prepared for a message of a lot, else what there is now."""
    ready: Found | None = vars(message).get("found")
    return ready or _find([message])[0]


def _find(messages: Sequence[Message]) -> list[Found]:
    related = ("supporter__campaign__organisation", "letter", "doubt")
    codes = [message.params.get("signature", "") for message in messages]
    rows = Signature.objects.unconfirmed().select_related(*related).filter(code__in=codes)
    signatures = {row.code: row for row in rows}
    opened = {scope: _opened(scope) for scope in {row.supporter.campaign.scope for row in signatures.values()}}
    ready = {code: Found(row, opened[row.supporter.campaign.scope]) for code, row in signatures.items()}
    return [ready.get(code, Found(None, None)) for code in codes]


def _opened(scope: str) -> keys.Keys | None:
    try:
        return keys.open_scope(scope)
    except keys.KeyGone:
        return None


def confirm_wanted(message: Message, now: datetime) -> bool:
    """Only while the signature waits, can still be confirmed, and its campaign is open."""
    signature = found(message).signature
    return signature is not None and signature.is_waiting and _can_be_confirmed(signature, now)


def code_wanted(message: Message, now: datetime) -> bool:
    """Only while a code decides about the signature, and this mail's is the one in force."""
    signature = found(message).signature
    if signature is None or not signature.is_doubted or not codes.is_good(signature.doubt, now):
        return False
    return _can_be_confirmed(signature, now)


def _can_be_confirmed(signature: Signature, now: datetime) -> bool:
    return not signature.is_expired(now, CONFIRM_DAYS) and signature.supporter.campaign.is_open(now)


def render_confirm(message: Message, now: datetime) -> Mail:
    return _confirmation(message, "confirm")


def render_reminder(message: Message, now: datetime) -> Mail:
    return _confirmation(message, "reminder")


def render_code(message: Message, now: datetime) -> Mail:
    """The code in force when the mail leaves, and the link to the page to type it on."""
    return _confirmation(message, "code")


def links_wanted(message: Message, now: datetime) -> bool:
    return Supporter.objects.filter(code=message.recipient_code).exists()


def render_links(message: Message, now: datetime) -> Mail:
    supporter = Supporter.objects.select_related("campaign__organisation").filter(code=message.recipient_code).first()
    if supporter is None:
        raise Gone
    opened = _opened(supporter.campaign.scope)
    if opened is None:
        raise Gone
    return _mail(supporter, opened, "links", {"own_url": own_url(supporter, opened)})


def _confirmation(message: Message, template: str) -> Mail:
    signature, opened = found(message).signature, found(message).opened
    if signature is None or opened is None:
        raise Gone
    supporter = signature.supporter
    words: dict[str, object] = {
        "confirm_url": absolute("site:confirm_link", token(signature, supporter, opened), supporter.language),
        "own_url": own_url(supporter, opened),
        "good_until": signature.signed_on + timedelta(days=CONFIRM_DAYS),
    }
    if template == "code":
        doubt = signature.doubt if signature.is_doubted else None
        if doubt is None:
            raise Gone
        words |= {"code": codes.code(doubt, opened), "code_until": doubt.mailed_on + timedelta(days=codes.GOOD_DAYS)}
    return _mail(supporter, opened, template, words)


def _mail(supporter: Supporter, opened: keys.Keys, template: str, words: dict[str, object]) -> Mail:
    with translation.override(supporter.language):
        subject = {
            "confirm": _("Please confirm your message"),
            "reminder": _("Your message still waits for you"),
            "links": _("The links you asked for"),
            "code": _("Your code"),
        }[template]
    return write(supporter, opened, template, subject, words)


def write(supporter: Supporter, opened: keys.Keys, template: str, subject: str, words: dict[str, object]) -> Mail:
    """A mail to a supporter, in their language, from the organisation's neutral name."""
    organisation = supporter.campaign.organisation
    held = people.details(supporter, opened)
    with translation.override(supporter.language):
        context = {**words, "organisation": organisation, "language": supporter.language, "subject": subject}
        return Mail(
            to=held.email,
            subject=subject,
            text=render_to_string(f"mail/{template}.txt", context),
            html=render_to_string(f"mail/{template}.html", context),
            sender_name=organisation.neutral_name or organisation.sends_from(),
            sender_address=f"post@{organisation.sends_from()}",
            reply_to=organisation.contact_email,
        )
