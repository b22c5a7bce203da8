"""The demo: an invented organisation and a campaign made by the same deeds that staff and supporters do.

Everything goes the real way: letters are written, approved by a second person and opened; supporters come in
through the intake and confirm. Run twice, it changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from actors.accounts.models import Member, Organisation, Role, User
from actors.directory.contacts import Contact
from actors.directory.models import Actor, Group, Office
from actors.levers.models import Ask
from actors.positions.models import Occasion
from actors.seed.sync import give_revisions
from actors.watch import assignments, sheets
from campaigns.letters import approvals, editions
from campaigns.letters.models import FirstSignatory, Letter
from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign, CampaignText, PrivacyNotice
from campaigns.seed import cast, organisations, supporters
from campaigns.seed.texts import LANGUAGES, load_consents, load_risk_advice, read
from campaigns.signing import carrying
from campaigns.supporters.models import Partner

ROLES = {
    cast.OWNER: Role.OWNER,
    cast.CAMPAIGNER: Role.CAMPAIGNER,
    cast.VIEWER: Role.VIEWER,
    cast.CORRESPONDENT: Role.VIEWER,
}


def seed(*, now: datetime) -> list[str]:
    """Makes what is not there; returns a line for each thing made. Needs the register."""
    said = []
    with transaction.atomic():
        if added := load_consents() + load_risk_advice():
            said.append(f"{added} texts of consent and advice")
        data = read("demo.toml")
        people = _people(data)
        campaign = Campaign.objects.filter(code=data["campaign"]["code"]).first()
        if campaign is None:
            campaign = _campaign(data, people, now)
            said.append("a campaign with its letters")
            number = supporters.come(campaign=campaign, reader=people[cast.OWNER].user, now=now)
            said.append(f"{number} invented supporters")
            said.append(f"{organisations.come(campaign=campaign, now=now)} invented organisations")
            _correct(campaign, data["correction"], people, now)
        if _watch(data["watch"], people, now):
            said.append("an open occasion sheet with a correspondent")
    return said


def _correct(campaign: Campaign, slip: dict[str, Any], people: dict[str, Member], now: datetime) -> None:
    """A slip in an approved letter, found by one and certified by another: signatures stay, the public sees it."""
    letter = campaign.letters.get(key=slip["letter"])
    assert letter.current is not None
    words = editions.texts_of(letter.current)["en"]
    texts = {"en": {part: text.replace(*slip["en"]) for part, text in words.items()}}
    proposal = editions.Proposal(editions.Kind.CORRECTION, texts, slip["why"])
    version = editions.propose(letter=letter, proposal=proposal, by=people[cast.CAMPAIGNER].user, now=now)
    carrying.certify(version=version, by=people[cast.OWNER].user, now=now)


def _watch(data: dict[str, Any], people: dict[str, Member], now: datetime) -> bool:
    """Verifies the organisation, gives a correspondent states, opens a sheet; False when there is one."""
    admin = User.objects.get(email=cast.ADMIN)
    correspondent = people[cast.CORRESPONDENT]
    Organisation.objects.filter(pk=correspondent.organisation_id, verified_at=None).update(verified_at=now)
    watched = Actor.objects.filter(key__in=data["states"])
    assignments.assign(member=correspondent, actors=watched, by=admin, now=now)
    occasion = Occasion.objects.get(key=data["occasion"])
    if occasion.sheets.exists():
        return False
    sheets.open_sheet(
        occasion=occasion, coercing_state=Actor.objects.get(key=data["coercing_state"]), by=admin, now=now
    )
    return True


def _people(data: dict[str, Any]) -> dict[str, Member]:
    organisation, _made = Organisation.objects.get_or_create(
        name=data["organisation"]["name"], defaults=data["organisation"]
    )
    Organisation.objects.get_or_create(name=data["partner"]["name"], defaults=data["partner"])
    members = {}
    for email, role in ROLES.items():
        user = _user(email)
        members[email], _made = Member.objects.get_or_create(
            organisation=organisation, user=user, defaults={"role": role}
        )
    _user(cast.ADMIN, is_staff=True, is_superuser=True)
    return members


def _user(email: str, **rights: bool) -> User:
    found = User.objects.filter(email=email).first()
    if found is None:
        found = User.objects.create_user(email, cast.PASSWORD, name=cast.NAMES[email], **rights)
        # allauth asks for a confirmed address before it lets anybody in.
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=found, email=email, verified=True, primary=True)
    return found


def _campaign(data: dict[str, Any], members: dict[str, Member], now: datetime) -> Campaign:
    words = data["campaign"]
    owner, author = members[cast.OWNER], members[cast.CAMPAIGNER]
    today = now.astimezone(ZoneInfo(words["time_zone"])).date()
    ends_on = today + timedelta(days=words["open_for_days"])
    campaign = Campaign.objects.create(
        code=words["code"],
        organisation=owner.organisation,
        coercing_state=words["coercing_state"],
        time_zone=words["time_zone"],
        ends_on=ends_on,
        erase_on=ends_on + timedelta(days=words["erased_days_later"]),
        reminder_after_days=words["reminder_after_days"],
        asks_country=True,
        asks_profession=True,
        dpia_noted_by=words["dpia_noted_by"],
        signatory=words["signatory"],
        signatory_role=words["signatory_role"],
        answerer=words["answerer"],
        dpia_noted_on=today,
    )
    for language in LANGUAGES:
        CampaignText.objects.create(campaign=campaign, language=language, **words[language])
        PrivacyNotice.objects.create(
            campaign=campaign, language=language, version="1", body=data["notice"][language]["body"], published_on=today
        )
    Partner.objects.create(campaign=campaign, organisation=Organisation.objects.get(name=data["partner"]["name"]))
    planning.launch(campaign=campaign, by=owner.user, now=now)
    for position, entry in enumerate(data["letter"]):
        letter = _letter(campaign, entry, author, position, words["offices_written_to_in_french"], now)
        if not entry.get("draft"):
            approvals.approve(version=letter.versions.get(), by=owner.user, now=now)
            for place, person in enumerate(data["first_signatory"]):
                FirstSignatory.objects.create(letter=letter, position=place, confirmed_on=today, **person)
    return campaign


def _give_address(office: Office, language: str, now: datetime) -> None:
    """An invented address, packaged with the demo as the data set's rows are."""
    key = f"{office.key}-demo-mail"
    if Contact.objects.filter(key=key).exists():
        return
    value = f"{office.key.lower()}@offices.example"
    contact = Contact(key=key, office=office, channel=Contact.Channel.MAIL, value=value, language=language)
    give_revisions([contact], now)
    contact.public, contact.state, contact.data_set_on = True, Contact.State.GOOD, now.date()
    contact.save()


def _letter(
    campaign: Campaign, entry: dict[str, Any], author: Member, position: int, in_french: list[str], now: datetime
) -> Letter:
    ask = Ask.objects.get(key=entry["ask"])
    letter = Letter.objects.create(campaign=campaign, key=entry["key"], ask=ask, author=author, position=position)
    for place, office in enumerate(_offices(entry, now)):
        _give_address(office, "fr" if office.actor.key in in_french else "en", now)
        letter.targets.add(planning.add_target(campaign=campaign, office=office, position=place))
    letter.refresh_from_db()
    texts = {language: entry[language] for language in LANGUAGES}
    approvals.write_version(letter=letter, texts=texts, by=author.user, now=now)
    return letter


def _offices(entry: dict[str, Any], now: datetime) -> list[Office]:
    if "group" in entry:
        members = Group.objects.get(key=entry["group"]).members(now.date())
        offices = Office.objects.filter(actor__in=members, kind__key=entry["group_office"])
        return list(offices.select_related("actor").order_by("actor__name_en"))
    wanted = entry["targets"]
    return [Office.objects.select_related("actor").get(actor__key=actor, kind__key=kind) for actor, kind in wanted]
