"""Builders: a row with sensible neighbours in one line. Everything goes through the product's own deeds."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models

from actors.accounts.models import Member, Organisation, User
from actors.directory.contacts import Contact
from actors.directory.models import Actor, Office, OfficeKind, Person
from actors.positions.models import Occasion
from actors.sanctions.models import Designation
from actors.seed.sync import give_revisions
from campaigns.letters import approvals, editions
from campaigns.letters.models import FirstSignatory, Letter
from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign, CampaignText, Naming, PrivacyNotice
from campaigns.seed.texts import load_consents, load_risk_advice
from campaigns.signing import asking as asking_again
from campaigns.signing import carrying, naming, signatures
from campaigns.signing.models import Asking, Intake, Signature
from campaigns.supporters.models import Supporter
from campaigns.supporters.wording import consent_texts
from foundation.vault import keys

Row = TypeVar("Row", bound=models.Model)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TEXTS = {
    "en": {
        "asks": "Make an order",
        "subject": "Please make the order",
        "body": "We write to the {{ office }} of {{ state }}.\n\nPlease act.",
    },
    "fr": {
        "asks": "Prendre un arrêté",
        "subject": "Veuillez prendre l’arrêté",
        "body": "Nous écrivons : {{ office }}, {{ state }}.\n\nVeuillez agir.",
    },
}
_numbers = itertools.count(1)


def fact(row: Row, *, public: bool = True, now: datetime = NOW) -> Row:
    """A row of the register, new or changed, with the facts it is given: as if the data set had brought it.

    Quick, for tests of other things: those of the two-person rule use the deeds.
    """
    give_revisions([row], now)
    row.public = public  # type: ignore[attr-defined]
    row.save()
    return row


def change(rows: "models.QuerySet[Any]", **facts: Any) -> None:
    """Other facts for some rows, as if a newer data set had brought them; a row keeps its place in public or hidden."""
    for row in rows:
        for name, value in facts.items():
            setattr(row, name, value)
        fact(row, public=row.public)


def forget(rows: "models.QuerySet[Any]") -> None:
    """Rows of the register are not deleted while they are public; tests that need fewer of them hide them first."""
    rows.update(public=False)
    rows.all().delete()


def state(key: str = "XA", **facts: Any) -> Actor:
    """An invented state, made once."""
    found = Actor.objects.filter(key=key).first()
    values = {"kind": "state", "entity": "un_member", "name_en": f"Exampleland {key}", **facts}
    return found or fact(Actor(key=key, **values))


def occasion(key: str = "assembly", **facts: Any) -> Occasion:
    """A moment with its date, made once."""
    found = Occasion.objects.filter(key=key).first()
    values = {
        "name_en": "The Assembly meets",
        "kind": "session",
        "on": date(2026, 11, 16),
        "confidence": "high",
        **facts,
    }
    return found or fact(Occasion(key=key, **values))


def office(key: str = "", *, address: str | None = "desk@office.example", actor: str = "XA", **facts: Any) -> Office:
    """An office of an invented state with a title of its own, and a usable address unless ``address`` is None."""
    number = next(_numbers)
    titles = {"title_en": "Minister of Examples", "title_fr": "Ministre des Exemples"}
    kind = fact(OfficeKind(key=f"minister_{number}", level="state", **titles))
    values = {"actor": state(actor), "kind": kind, "title_checked": True, **titles, **facts}
    row = fact(Office(key=key or f"{actor}-minister-{number}", **values))
    if address:
        contact(row, address.replace("desk", f"desk{number}"))
    return row


def listed(key: str = "jane-example", *, by: str = "XC", **facts: Any) -> Designation:
    """Somebody under a measure of an invented state."""
    person = fact(Person(key=key, name=f"Jane {key.title()}", confidence="high"))
    values = {"measure_text": "an order", "role": "Judge", "role_category": "judge", "confidence": "high", **facts}
    on = values.pop("on", NOW.date() - timedelta(days=100))
    return fact(Designation(key=f"{key}-{by}-{on}", person=person, coercing_state=state(by), on=on, **values))


def contact(of: Office, value: str, *, channel: str = "mail", state: str = "good", **facts: Any) -> Contact:
    """A channel of an office that may be used at once, unless told otherwise."""
    key = f"{of.key}-{channel}-{next(_numbers)}"
    return fact(Contact(office=of, key=key, channel=channel, value=value, state=state, **facts))


def campaign(owner: User, *, launched: bool = True, now: datetime = NOW, **fields: Any) -> Campaign:
    """A campaign of the owner's organisation, in two languages, live unless told otherwise."""
    organisation = Organisation.objects.get(members__user=owner)
    load_consents()
    load_risk_advice()
    values: dict[str, Any] = {
        "ends_on": now.date() + timedelta(days=90),
        "erase_on": now.date() + timedelta(days=120),
        "dpia_noted_by": "Alice",
        "signatory": "Olive Owner",
        "signatory_role": "Director",
        "answerer": "Ann Answerer, hello@justice.example",
        "dpia_noted_on": now.date(),
        **fields,
    }
    row = Campaign.objects.create(organisation=organisation, **values)
    row.refresh_from_db()
    for language, title in (("en", "Shield the bench"), ("fr", "Protéger les juges")):
        CampaignText.objects.create(campaign=row, language=language, title=title, lead="Lead.", why_now="Why **now**.")
        PrivacyNotice.objects.create(
            campaign=row, language=language, version="1", body="Notice.", published_on=now.date()
        )
    if launched:
        planning.launch(campaign=row, by=owner, now=now)
    return row


def letter(
    of: Campaign,
    author: User,
    approver: User | None = None,
    *,
    offices: list[Office] | None = None,
    key: str = "order",
    naming: str = Naming.NAMED,
    now: datetime = NOW,
) -> Letter:
    """A letter with one version in two languages; approved and open when an approver is given."""
    member = Member.objects.get(user=author, organisation=of.organisation)
    row = Letter.objects.create(campaign=of, key=key, author=member)
    row.refresh_from_db()
    for place, one in enumerate(offices if offices is not None else [office()]):
        row.targets.add(planning.add_target(campaign=of, office=one, naming=naming, position=place))
    version = approvals.write_version(letter=row, texts=TEXTS, by=author, now=now)
    if approver is not None:
        approvals.approve(version=version, by=approver, now=now)
        row.refresh_from_db()
    return row


def signatory(of: Letter, name: str = "Ada First", *, position: int = 0, confirmed: bool = True) -> FirstSignatory:
    """A first signatory, agreed unless told otherwise."""
    return FirstSignatory.objects.create(
        letter=of,
        name=name,
        title="Professor",
        affiliation="Example University",
        position=position,
        confirmed_on=NOW.date() if confirmed else None,
    )


def intake(of: Letter, email: str, *, name: str = "Sam Signer", now: datetime = NOW, **content: Any) -> None:
    """A form sent for a letter, as the sign page would send it; nothing is taken in yet."""
    counted = consent_texts("en")[0].pk
    signatures.receive(
        kind=Intake.Kind.SIGN,
        campaign=of.campaign,
        version=of.current,
        form_number=uuid.uuid4().hex,
        content={
            "details": {"name": name, "email": email, "town": "Exampleton", "note": ""},
            "particulars": {"language": "en", "country": "", "profession": ""},
            "consents": [counted],
            "partners": [],
            "struck": [],
            **content,
        },
        now=now,
    )


def signature(
    of: Letter, email: str = "", *, confirmed: bool = False, now: datetime = NOW, **content: Any
) -> Signature:
    """A signature that came through the intake; confirmed when told so."""
    before = set(Signature.objects.values_list("pk", flat=True))
    intake(of, email or f"person{next(_numbers)}@example.org", now=now, **content)
    signatures.take_in(now=now)
    row = (
        Signature.objects.select_related("supporter__campaign__organisation", "letter", "version")
        .exclude(pk__in=before)
        .get()
    )
    if confirmed:
        signatures.confirm(signature=row, now=now)
    return row


def agreed(*kinds: str, language: str = "en") -> list[int]:
    """The consents of these kinds beside being counted, as a form carries them."""
    return [text.pk for text in consent_texts(language) if text.kind in ("counted", *kinds)]


def let_pass(row: Signature, by: User, *, verdict: str = "passed", now: datetime = NOW) -> None:
    """A member reads the name behind a signature and decides."""
    row.supporter.refresh_from_db()
    chosen = {row.supporter.code: naming.seen(row.supporter)}
    naming.decide(campaign=row.letter.campaign, verdict=verdict, chosen=chosen, by=by, now=now)


def edition(of: Letter, author: User, approver: User, *, kind: str = "edit", now: datetime = NOW) -> Letter:
    """The letter with an approved text after the one before: a new one, or a correction."""
    texts = {"en": {**TEXTS["en"], "body": f"{TEXTS['en']['body']} This is text {of.versions.count() + 1}."}}
    proposal = editions.Proposal(kind, texts, "It says more.")
    version = editions.propose(letter=of, proposal=proposal, by=author, now=now)
    deed = approvals.approve if kind == "edit" else carrying.certify
    deed(version=version, by=approver, now=now)
    of.refresh_from_db()
    return of


def asking(of: Letter, author: User, approver: User, *, now: datetime = NOW) -> Asking:
    """Somebody who signed the text before the newest, and was asked whether their name stands under it too."""
    signature(of, confirmed=True, now=now)
    edition(of, author, approver, now=now)
    asking_again.ask_due(now=now)
    return Asking.objects.select_related("signature__supporter__campaign", "of", "version").latest("pk")


def asking_token(row: Asking) -> str:
    return asking_again.token(row, keys.open_scope(row.signature.supporter.campaign.scope))


def confirm_token(row: Signature) -> str:
    """The token from the mail."""
    return signatures.token(row, row.supporter, keys.open_scope(row.supporter.campaign.scope))


def own_token(row: Supporter) -> str:
    from campaigns.supporters.links import own_token as token

    return token(row, keys.open_scope(row.campaign.scope))


def timezone_now() -> datetime:
    """The machine's own now, for pages that ask for it themselves."""
    return datetime.now(UTC)
