"""Ways to reach an office or who holds it, as documents write them. Never public; each waits for a second person."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from actors.directory.contacts import Contact
from actors.directory.models import Office, Term
from actors.exchange.documents import extension
from actors.exchange.documents.claims import ContactSaid
from actors.exchange.documents.entries import Fault
from actors.exchange.documents.options import LEAVE_OUT, Options, plain
from actors.exchange.documents.register import Register

MAIL, POST, PHONE = Contact.Channel.MAIL, Contact.Channel.POST, Contact.Channel.PHONE
WEB_FORM, SOCIAL = Contact.Channel.WEB_FORM, Contact.Channel.SOCIAL
SITES = {"twitter": "https://twitter.com/", "facebook": "https://www.facebook.com/"}
SITES |= {"instagram": "https://www.instagram.com/"}
CHANNELS: dict[str, str] = {
    **dict.fromkeys(("email", "e-mail", "mail"), MAIL),
    **dict.fromkeys(("address", "postal", "post", "postal address"), POST),
    **dict.fromkeys(("phone", "voice", "tel", "telephone", "cell", "mobile", "work"), PHONE),
    **dict.fromkeys(("web_form", "contact_form", "form"), WEB_FORM),
    **dict.fromkeys(("social", "linkedin", "youtube", *SITES), SOCIAL),
    # A letter cannot be sent there.
    **dict.fromkeys(("fax", "url", "website", "homepage", "blog", "web", "pager", "skype"), LEAVE_OUT),
}
TYPES = {MAIL: "email", POST: "address", PHONE: "phone", WEB_FORM: "web_form", SOCIAL: "social"}
"""How an export calls each channel."""


def channel(said: ContactSaid, options: Options) -> str:
    """The channel, or ``LEAVE_OUT``. Raises ``Fault`` for a type nobody knows."""
    kind = plain(said.type)
    found = options.channels.get(kind) or CHANNELS.get(kind)
    if not found:
        raise Fault(_("What is “%(type)s”? Say it in a rule: “contact: %(type)s => …”.") % {"type": said.type[:40]})
    return found


def values(said: ContactSaid, kind: str) -> Iterator[str]:
    """Each address in it: some files write several into one, or a handle instead of a link."""
    text = re.sub(r"^(?:mailto|tel):\s*", "", said.value.strip(), flags=re.IGNORECASE)
    if extension.of(said.at) or kind not in {MAIL, PHONE, SOCIAL}:
        yield text
        return
    if kind == SOCIAL:
        site = SITES.get(plain(said.type), "")
        handle = re.fullmatch(r"@?([\w.]{1,80})", text, flags=re.ASCII)
        yield f"{site}{handle[1]}" if site and handle else text
        return
    parts = [part.strip(" .") for part in re.split(r"[;,\n]|/\s*(?=\+)" if kind == PHONE else r"[;,\s]+", text)]
    yield from (part for part in parts if part)


def match(row: Contact, said: ContactSaid, owner: Office | Term, register: Register) -> Contact | None:
    """The same channel of the same owner, by its key or by what it says."""
    if owner.pk is None:
        return None
    there = register.contacts["term" if isinstance(owner, Term) else "office", owner.pk]
    named = [one for one in there if said.id and one.key == said.id]
    same = [one for one in there if one.channel == row.channel and _mark(one) == _mark(row)]
    return next(iter([*named, *same]), None)


def mark(row: Contact) -> tuple[str, str, str]:
    """What two contacts of one owner must not share."""
    return row.channel, _mark(row), row.key


def _mark(row: Contact) -> str:
    text = row.value.strip().casefold()
    return re.sub(r"[^\d+]", "", text) if row.channel == PHONE else text.removesuffix("/")


def put(row: Contact, value: str, said: ContactSaid, register: Register, options: Options) -> None:
    """Puts into a contact what the file says of it."""
    if more := extension.of(said.at):
        row.value = said.value
        extension.put(row, more, register)
    elif row.pk is None:
        row.value = value
        row.confidence, row.source = options.confidence, said.source or options.source
